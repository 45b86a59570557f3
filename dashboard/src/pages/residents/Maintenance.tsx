import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../../../server/contract/devices.ts'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useMinute } from '../../app/LiveProvider.tsx'
import { useShowProblem } from '../../app/problem.ts'
import styles from './Devices.module.css'

const hours = [1, 4, 24, 72] as const

/** Somebody works on a device, and until when; it ends by itself, or when they say so. */
export function Maintenance({ device }: { device: Device }) {
  const { t } = useTranslation(['residents', 'domain'])
  const times = useTimes()
  const now = useMinute()
  const show = useShowProblem()
  const client = useQueryClient()
  const set = useMutation({
    mutationFn: (until: number | null) =>
      api.post<Device>(`/devices/${device.id}/maintenance`, {
        until: until === null ? null : new Date(until).toISOString(),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['devices'] })
      if (device.residentId) await client.invalidateQueries({ queryKey: ['resident', device.residentId] })
    },
    onError: show,
  })
  const until = device.maintenanceUntil
  const name = `${t(`domain:deviceKind.${device.kind}`)} ${device.id}`
  if (until !== null && Date.parse(until) > now)
    return (
      <span className={styles.maintenance}>
        {t('maintenance.until', { time: times.dayAndMinute(until) })}
        <Button
          size="compact-sm"
          variant="default"
          loading={set.isPending}
          aria-label={`${t('maintenance.end')} ${name}`}
          onClick={() => set.mutate(null)}
        >
          {t('maintenance.end')}
        </Button>
      </span>
    )
  return (
    <span className={styles.maintenance}>
      <NativeSelect
        size="xs"
        aria-label={`${t('maintenance.begin')} ${name}`}
        value=""
        disabled={set.isPending}
        onChange={({ currentTarget }) => set.mutate(Date.now() + Number(currentTarget.value) * 3_600_000)}
        data={[
          { value: '', label: t('maintenance.begin'), disabled: true },
          ...hours.map((count) => ({ value: String(count), label: t('maintenance.hours', { count }) })),
        ]}
      />
    </span>
  )
}
