import { VisuallyHidden } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { Key, useKeyed } from './Key.tsx'
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
  const keyed = useKeyed()
  return (
    <a
      className={styles.phone}
      data-large={large || undefined}
      data-key={isNext ? 'phone' : undefined}
      aria-keyshortcuts={isNext ? keyed('P')['aria-keyshortcuts'] : undefined}
      href={/^sips?:/i.test(phone) ? phone : `tel:${phone.replace(/[^+\d]/g, '')}`}
    >
      <IconPhone size={large ? 18 : 15} stroke={1.8} aria-hidden />
      {label !== undefined && <VisuallyHidden component="span">{label} </VisuallyHidden>}
      {phone}
      {isNext && <Key of="P" />}
    </a>
  )
}
