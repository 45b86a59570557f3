import { IconPhone } from '@tabler/icons-react'
import { Key, useShortcut } from './Key.tsx'
import styles from './PhoneLink.module.css'

type Props = {
  phone: string
  label?: string
  /** Where calling is the next thing to do. */
  large?: boolean
  /** Where the key P calls it. */
  isNext?: boolean
}

/** A number, or a SIP address, one can press. */
export function PhoneLink({ phone, label, large = false, isNext = false }: Props) {
  const shortcut = useShortcut()
  const link = (
    <a
      className={styles.phone}
      data-large={large || undefined}
      {...(isNext && { 'data-key': 'phone', ...shortcut('P') })}
      href={/^sips?:/i.test(phone) ? phone : `tel:${phone.replace(/[^+\d]/g, '')}`}
      aria-label={label === undefined ? phone : `${label} ${phone}`}
    >
      <IconPhone size={large ? 18 : 15} stroke={1.8} aria-hidden />
      {phone}
    </a>
  )
  if (!isNext) return link
  // Beside the link: its name is what it shows.
  return (
    <span className={styles.keyed}>
      {link}
      <Key of="P" />
    </span>
  )
}
