import '@mantine/core/styles/Table.layer.css'
import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './charts.module.css'
import type { Range } from './range.ts'
import { rows, type VitalSummary } from './summary.ts'
import type { Night } from './useNight.ts'
import { lengthOf, whole } from './words.ts'

const hourMs = 3_600_000
type Props = { night: Night; range: Range; timezone: string; locale: string }

/** The chart again, as figures: an hour a line, six hours a line over a week. */
export function NightTable({ night, range, timezone, locale }: Props) {
  const { t } = useTranslation('charts')
  const lineMs = range.name === 'month' ? 24 * hourMs : range.name === 'week' ? 6 * hourMs : hourMs
  const lines = rows({ heart: night.heart.points, breathing: night.breathing.points, bed: night.bed }, range, lineMs)
  const time = new Intl.DateTimeFormat(locale, {
    ...(range.name === 'night' ? {} : { month: 'numeric', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: timezone,
  })
  return (
    <Table.ScrollContainer minWidth={0} maxHeight={420} tabIndex={0} type="native">
      <Table className={classes.table} stickyHeader>
        <Table.Caption>{t('table.caption')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('table.from')}</Table.Th>
            <Table.Th scope="col">{t('heart')}</Table.Th>
            <Table.Th scope="col">{t('breathing')}</Table.Th>
            <Table.Th scope="col">{t('table.inBed')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((row) => (
            <Table.Tr key={row.fromMs}>
              <Table.Th scope="row">{time.format(row.fromMs)}</Table.Th>
              <Table.Td>{range3(row.heart)}</Table.Td>
              <Table.Td>{range3(row.breathing)}</Table.Td>
              <Table.Td>{row.bed.knownMs > 0 ? lengthOf(row.bed.inBedMs, t) : '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** Mean, and between what it moved. */
const range3 = (summary: VitalSummary | null): string =>
  summary === null ? '–' : `${whole(summary.mean)} (${whole(summary.min)}–${whole(summary.max)})`
