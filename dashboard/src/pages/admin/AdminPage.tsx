import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { Empty } from '../../components/Empty.tsx'
import { Settled } from '../../components/Settled.tsx'
import styles from './admin.module.css'
import { AreasSection } from './areas/AreasSection.tsx'
import { BackupsSection } from './backups/BackupsSection.tsx'
import { BeginGuide } from './begin/BeginGuide.tsx'
import { DevicesSection } from './devices/DevicesSection.tsx'
import { PoliciesSection } from './policies/PoliciesSection.tsx'
import { ProvidersSection } from './providers/ProvidersSection.tsx'
import { QuarantineSection } from './quarantine/QuarantineSection.tsx'
import { ResidentsSection } from './residents/ResidentsSection.tsx'
import { isSection, rightsOf, type Section } from './sections.ts'
import { StaffSection } from './staff/StaffSection.tsx'
import { TemplatesSection } from './templates/TemplatesSection.tsx'
import { VersionSection } from './version/VersionSection.tsx'

/** Everything an administrator keeps in order, a section each. */
export default function AdminPage() {
  // With the words of every form of these pages: one that had to wait for them would leave the page empty meanwhile.
  const { t } = useTranslation(['admin', 'manage', 'policies'])
  const { section: asked } = useParams({ strict: false })
  const me = useMe()
  const rights = rightsOf(me)
  const section: Section = isSection(asked) ? asked : 'residents'
  const current = useRef<HTMLAnchorElement>(null)
  // On a phone the sections go past the edge: where one is has to be seen. Newer browsers answer with a promise, which
  // is nothing to clean up with.
  useEffect(() => {
    void current.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [section])
  return (
    <div className={styles.page}>
      <nav className={styles.sections} aria-label={t('title')}>
        {rights.see.map((name) => (
          <Link
            key={name}
            ref={name === section ? current : undefined}
            to="/admin/$section"
            params={{ section: name }}
            aria-current={name === section ? 'page' : undefined}
          >
            {t(`sections.${name}`)}
          </Link>
        ))}
      </nav>
      <div className={styles.content}>
        <Settled key={section}>
          {me.role === 'administrator' && <BeginGuide />}
          {rights.see.includes(section) ? (
            <Shown section={section} mayChange={rights.change.includes(section)} />
          ) : (
            <Empty title={t('notYours')} />
          )}
        </Settled>
      </div>
    </div>
  )
}

function Shown({ section, mayChange }: { section: Section; mayChange: boolean }) {
  switch (section) {
    case 'residents':
      return <ResidentsSection mayChange={mayChange} />
    case 'devices':
      return <DevicesSection mayChange={mayChange} />
    case 'staff':
      return <StaffSection mayChange={mayChange} />
    case 'areas':
      return <AreasSection mayChange={mayChange} />
    case 'policies':
      return <PoliciesSection mayChange={mayChange} />
    case 'providers':
      return <ProvidersSection mayChange={mayChange} />
    case 'quarantine':
      return <QuarantineSection mayChange={mayChange} />
    case 'templates':
      return <TemplatesSection mayChange={mayChange} />
    case 'backups':
      return <BackupsSection mayChange={mayChange} />
    case 'version':
      return <VersionSection mayChange={mayChange} />
  }
}
