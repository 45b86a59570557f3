import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device, DeviceWithSecret } from '../../../../../server/contract/devices.ts'
import { useTimes } from '../../../app/clock.ts'
import styles from '../admin.module.css'
import { FormDrawer } from '../form/FormDrawer.tsx'
import { ImportForm } from '../imports/ImportForm.tsx'
import { ListFrame } from '../list/ListFrame.tsx'
import { SearchField } from '../list/SearchField.tsx'
import { SectionHead } from '../list/SectionHead.tsx'
import { useList } from '../list/useList.ts'
import type { DeviceCode } from './code.ts'
import { DeviceForm } from './DeviceForm.tsx'
import { FirstTest } from './FirstTest.tsx'
import { Labels } from './Labels.tsx'
import { RetireDevice } from './RetireDevice.tsx'
import { RotateSecret } from './RotateSecret.tsx'
import { ScanField } from './ScanField.tsx'
import { SecretOnce } from './SecretOnce.tsx'
import { SwapForm } from './SwapForm.tsx'
import { useResidentName } from './useResidents.ts'

type Open =
  | { is: 'none' }
  | { is: 'new'; scanned?: DeviceCode }
  | { is: 'swap'; device: Device }
  | { is: 'test'; device: Device }
  | { is: 'import' }
  | { is: 'edit'; device: Device }
  | { is: 'secret'; made: DeviceWithSecret }

export function DevicesSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation(['admin', 'domain', 'manage'])
  const [q, setQ] = useState('')
  const [open, setOpen] = useState<Open>({ is: 'none' })
  const [retired, setRetired] = useState(false)
  const [labels, setLabels] = useState(false)
  const close = () => setOpen({ is: 'none' })
  const list = useList<Device>('devices', '/devices', { q, ...(retired ? { retired } : {}) })
  const empty =
    q === '' ? { title: t('devices.emptyTitle'), hint: t('devices.emptyHint') } : { title: t('devices.noneFound') }
  const shown = (made: DeviceWithSecret) => setOpen({ is: 'secret', made })
  if (labels) return <Labels devices={list.items} onBack={() => setLabels(false)} />
  return (
    <>
      <SectionHead title={t('devices.title')}>
        <SearchField hint={t('devices.hint')} onSearch={setQ} />
        <Checkbox
          className={styles.besideButtons}
          label={t('manage:retire.show')}
          checked={retired}
          onChange={(event) => setRetired(event.currentTarget.checked)}
        />
        <Button variant="default" disabled={list.items.length === 0} onClick={() => setLabels(true)}>
          {t('manage:labels.open')}
        </Button>
        {mayChange && (
          <>
            <Button variant="default" onClick={() => setOpen({ is: 'import' })}>
              {t('import.open')}
            </Button>
            <Button onClick={() => setOpen({ is: 'new' })}>{t('devices.add')}</Button>
          </>
        )}
      </SectionHead>
      <ListFrame list={list} empty={empty}>
        {(devices) => (
          <DeviceTable devices={devices} onOpen={mayChange ? (device) => setOpen({ is: 'edit', device }) : null} />
        )}
      </ListFrame>
      <FormDrawer title={titleOf(open, t)} open={open.is !== 'none'} onClose={close}>
        {open.is === 'import' && <ImportForm of="devices" />}
        {open.is === 'new' && (
          <>
            <ScanField onCode={(scanned) => setOpen({ is: 'new', scanned })} />
            <DeviceForm
              key={open.scanned?.id ?? ''}
              device={null}
              scanned={open.scanned}
              onSaved={close}
              onCreated={shown}
            />
          </>
        )}
        {open.is === 'swap' && <SwapForm device={open.device} onMade={shown} />}
        {open.is === 'test' && <FirstTest device={open.device} onDone={close} />}
        {open.is === 'edit' && open.device.retiredAt !== null && <Retired device={open.device} />}
        {open.is === 'edit' && open.device.retiredAt === null && (
          <>
            <DeviceForm key={open.device.id} device={open.device} onSaved={close} onCreated={shown} />
            <div className={styles.apart}>
              <h2>{t('manage:moreToDo')}</h2>
              <Button variant="default" onClick={() => setOpen({ is: 'test', device: open.device })}>
                {t('manage:test.open')}
              </Button>
              <Button variant="default" onClick={() => setOpen({ is: 'swap', device: open.device })}>
                {t('manage:swap.open')}
              </Button>
              <RotateSecret deviceId={open.device.id} onMade={shown} />
              <RetireDevice device={open.device} onRetired={close} />
            </div>
          </>
        )}
        {open.is === 'secret' && (
          <>
            <SecretOnce made={open.made} />
            <FirstTest device={open.made.device} onDone={close} />
          </>
        )}
      </FormDrawer>
    </>
  )
}

function titleOf(open: Open, t: ReturnType<typeof useTranslation<['admin', 'domain', 'manage']>>['t']): string {
  switch (open.is) {
    case 'import':
      return t('import.devices')
    case 'swap':
      return t('manage:swap.title', { id: open.device.id })
    case 'test':
    case 'edit':
      return open.device.id
    case 'secret':
      return t('devices.secretTitle', { id: open.made.device.id })
    case 'new':
    case 'none':
      return t('devices.add')
  }
}

/** What is over stays readable; nothing about it can be changed. */
function Retired({ device }: { device: Device }) {
  const { t } = useTranslation('manage')
  const times = useTimes()
  return (
    <p className={styles.hint}>
      {device.retiredAt && t('retire.since', { time: times.dayAndMinute(device.retiredAt) })}{' '}
      {device.replacedBy && t('retire.by', { id: device.replacedBy })}
    </p>
  )
}

function DeviceTable({ devices, onOpen }: { devices: readonly Device[]; onOpen: ((device: Device) => void) | null }) {
  const { t } = useTranslation(['admin', 'domain'])
  const times = useTimes()
  const residentName = useResidentName()
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('devices.id')}</th>
          <th scope="col">{t('devices.whose')}</th>
          <th scope="col">{t('devices.heard')}</th>
          <th scope="col">{t('devices.battery')}</th>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <tr key={device.id} data-off={!device.enabled}>
            <th scope="row">
              {onOpen ? (
                <button type="button" className={styles.rowButton} onClick={() => onOpen(device)}>
                  {device.id}
                </button>
              ) : (
                device.id
              )}
              <small>
                {[t(`domain:deviceKind.${device.kind}`), device.model].filter((part) => part !== '').join(' · ')}
              </small>
            </th>
            <td className={styles.first}>
              {device.residentId ? residentName(device.residentId) : <small>{t('devices.noResident')}</small>}
              {device.location !== '' && <small>{device.location}</small>}
            </td>
            <td className={styles.aside}>
              <span className={styles.health} data-is={!device.enabled ? 'off' : device.online ? 'online' : 'offline'}>
                {!device.enabled ? t('devices.disabled') : t(device.online ? 'devices.online' : 'devices.offline')}
              </span>
              <small>{device.lastSeenAt ? times.dayAndMinute(device.lastSeenAt) : t('devices.never')}</small>
            </td>
            <td className={styles.asideBelow}>
              {device.battery === null ? <small>{t(`powers.${device.power}`)}</small> : `${device.battery} %`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
