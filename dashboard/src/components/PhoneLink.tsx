import { IconPhone } from '@tabler/icons-react'
import styles from './PhoneLink.module.css'

type Props = {
  phone: string
  label?: string
  /** Where calling is the next thing to do. */
  large?: boolean
  dataKey?: string
}

/** A number, or a SIP address, one can press. */
export function PhoneLink({ phone, label, large = false, dataKey }: Props) {
  return (
    <a
      className={styles.phone}
      data-large={large || undefined}
      data-key={dataKey}
      href={/^sips?:/i.test(phone) ? phone : `tel:${phone.replace(/[^+\d]/g, '')}`}
      aria-label={label === undefined ? phone : `${label} ${phone}`}
    >
      <IconPhone size={large ? 18 : 15} stroke={1.8} aria-hidden />
      {phone}
    </a>
  )
}
