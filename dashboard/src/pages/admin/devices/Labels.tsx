import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { encode } from 'uqr'
import type { Device } from '../../../../../server/contract/devices.ts'
import { SectionHead } from '../list/SectionHead.tsx'
import { writeCode } from './code.ts'
import styles from './Labels.module.css'
import { useResidentName } from './useResidents.ts'

/** A sheet of labels to print, cut and stick on: the code, and what a person reads. */
export function Labels({ devices, onBack }: { devices: readonly Device[]; onBack: () => void }) {
  const { t } = useTranslation(['manage', 'domain', 'shell'])
  const residentName = useResidentName()
  return (
    <div className={styles.labels}>
      <SectionHead title={t('labels.title')} hint={t('labels.hint', { count: devices.length })}>
        <Button variant="default" onClick={onBack}>
          {t('shell:back')}
        </Button>
        <Button leftSection={<IconPrinter size={16} stroke={1.6} aria-hidden />} onClick={() => window.print()}>
          {t('labels.print')}
        </Button>
      </SectionHead>
      <ul className={styles.sheet}>
        {devices.map((device) => (
          <li key={device.id}>
            <QrCode text={writeCode(device)} label={device.id} />
            <div>
              <strong>{device.id}</strong>
              <span>{[t(`domain:deviceKind.${device.kind}`), device.model].filter(Boolean).join(' · ')}</span>
              <span>
                {[device.residentId ? residentName(device.residentId) : '', device.location]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Dark on light whatever the scheme: a scanner reads it so. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} className={styles.light} />
      <path d={path} className={styles.dark} />
    </svg>
  )
}
