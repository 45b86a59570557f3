import { useTranslation } from 'react-i18next'
import type { Device } from '../../../../server/contract/devices.ts'
import { useTimes } from '../../app/clock.ts'
import { useMe, worksAlerts } from '../../app/session.ts'
import { Block } from '../../components/alert/Block.tsx'
import styles from './Devices.module.css'
import { DevicesBefore } from './DevicesBefore.tsx'
import { Maintenance } from './Maintenance.tsx'

/** What stands in the home, and whether it can be relied on. */
export function Devices({ residentId, devices }: { residentId: string; devices: readonly Device[] | null }) {
  const { t } = useTranslation(['residents', 'domain'])
  const times = useTimes()
  const me = useMe()
  return (
    <Block title={t('devices')}>
      {devices?.length === 0 && t('noDevices')}
      <ul className={styles.devices}>
        {devices?.map((device) => (
          <li key={device.id}>
            <span className={styles.what}>
              <strong>{t(`domain:deviceKind.${device.kind}`)}</strong>
              <span>{[device.location, device.id].filter(Boolean).join(' · ')}</span>
            </span>
            <span className={styles.health}>
              <Online device={device} />
              <span>
                {device.lastSeenAt === null
                  ? t('neverSeen')
                  : t('lastSeen', { time: times.dayAndMinute(device.lastSeenAt) })}
              </span>
            </span>
            <span className={styles.power}>
              {device.power === 'mains' && (device.mains === false ? t('mainsLost') : t('mains'))}
              {device.battery !== null && <Battery percent={device.battery} />}
            </span>
            {worksAlerts(me.role) && <Maintenance device={device} />}
          </li>
        ))}
      </ul>
      {me.role !== 'provider_manager' && <DevicesBefore residentId={residentId} />}
    </Block>
  )
}

function Online({ device }: { device: Device }) {
  const { t } = useTranslation('residents')
  const is = !device.enabled ? 'disabled' : device.online ? 'online' : device.inReach ? 'asleep' : 'offline'
  return (
    <span className={styles.online} data-is={is}>
      <span aria-hidden />
      {t(is)}
    </span>
  )
}

function Battery({ percent }: { percent: number }) {
  const { t } = useTranslation('residents')
  return (
    <span className={styles.battery} title={t('battery', { percent: Math.round(percent) })}>
      <span aria-hidden>
        <span style={{ width: `${Math.max(6, Math.min(100, percent))}%` }} />
      </span>
      {Math.round(percent)}%
    </span>
  )
}
