import { useTranslation } from 'react-i18next'
import type { TimelineEntry } from '../../../../server/contract/alerts.ts'
import { beginnings, type Told } from './tell.ts'

/** The sentence for an entry, about a person by name. */
export function useWords(name: string): (told: Told, entry: TimelineEntry) => string {
  const { t } = useTranslation(['family', 'domain'])
  return (told, entry) => {
    switch (told.say) {
      case 'raised':
        return t(`tell.${beginnings[told.kind]}`, { name, kind: t(`domain:kind.${told.kind}`) })
      case 'outcome':
        return t(`outcome.${told.outcome}`, { name })
      case 'modeChanged':
        return t('tell.modeChanged', { name, mode: t(`domain:mode.${told.mode}`) })
      default:
        return t(`tell.${told.say}`, { name, who: entry.actor.kind === 'person' ? entry.actor.name : t('somebody') })
    }
  }
}
