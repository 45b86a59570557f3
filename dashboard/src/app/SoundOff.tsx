import { IconBellOff } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useBell } from './Attention.tsx'
import styles from './SoundOff.module.css'

/** On every page of whoever is rung, while the browser lets nothing be heard. The queue says it itself. */
export function SoundOff() {
  const { t } = useTranslation('queue')
  const sound = useBell()
  const isSaid = useRouterState({ select: ({ location }) => location.pathname.startsWith('/queue') })
  if (sound === null || sound.allowed || isSaid) return null
  const enable = async () => {
    await sound.bell.allow()
    sound.bell.ring('emergency')
  }
  return (
    <button type="button" className={styles.off} title={t('sound.enable')} onClick={() => void enable()}>
      <IconBellOff size={18} stroke={1.8} aria-hidden />
      <span>{t('sound.muted')}</span>
    </button>
  )
}
