import { Link } from '@tanstack/react-router'
import styles from './lists.module.css'

type Props = { resident: { id: string; name: string; address: string }; areaName: string; why: string; more: string }

/** A name that opens the person, where they live, and why they stand on the list. */
export const Named = ({ resident, areaName, why, more }: Props) => (
  <>
    <span className={styles.name}>
      <Link to="/residents/$residentId" params={{ residentId: resident.id }}>
        {resident.name}
      </Link>
      <small>{[areaName, resident.address].join(' · ')}</small>
    </span>
    <span className={styles.why}>
      <strong>{why}</strong>
      <small>{more}</small>
    </span>
  </>
)
