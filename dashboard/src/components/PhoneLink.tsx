import { IconPhone } from '@tabler/icons-react'
import styles from './PhoneLink.module.css'

/** A number one can press; `large` where calling is the next thing to do. */
export function PhoneLink({ phone, label, large = false }: { phone: string; label?: string; large?: boolean }) {
  return (
    <a
      className={styles.phone}
      data-large={large || undefined}
      href={`tel:${phone.replace(/[^+\d]/g, '')}`}
      aria-label={label === undefined ? phone : `${label} ${phone}`}
    >
      <IconPhone size={large ? 18 : 15} stroke={1.8} aria-hidden />
      {phone}
    </a>
  )
}
