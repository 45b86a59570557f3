import { Button } from '@mantine/core'
import { IconBellOff, IconBellRinging } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useBell, useHearing } from '../../app/Attention.tsx'
import { useDesktopPermission } from '../../app/bellDesktop.ts'
import styles from './SoundCheck.module.css'

const said = { everything: 'sound.on', from_their_step: 'sound.step', overdue: 'sound.quiet' } as const

/** Says whether an emergency would be heard, lets one hear it, and asks for notices on the desktop. */
export function SoundCheck() {
  const { t } = useTranslation('queue')
  const sound = useBell()
  const hearing = useHearing()
  const desktop = useDesktopPermission()
  if (sound === null) return null
  const { bell, allowed } = sound
  const ring = async () => {
    await bell.allow()
    bell.ring('emergency')
  }
  if (!allowed)
    return (
      <div className={styles.sound} data-off role="status">
        <IconBellOff size={18} stroke={1.8} aria-hidden />
        <strong>{t('sound.off')}</strong>
        <Button size="compact-sm" onClick={() => void ring()}>
          {t('sound.enable')}
        </Button>
      </div>
    )
  return (
    <div className={styles.sound} data-hears={hearing}>
      <IconBellRinging size={16} stroke={1.6} aria-hidden />
      <span>{t(said[hearing])}</span>
      <button type="button" onClick={() => void ring()}>
        {t('sound.test')}
      </button>
      {desktop.permission === 'default' && (
        <button type="button" onClick={() => void desktop.ask()}>
          {t('sound.desktop')}
        </button>
      )}
    </div>
  )
}
