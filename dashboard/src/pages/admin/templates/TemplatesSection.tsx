import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageTemplate } from '../../../../../server/contract/message-templates.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useProblemText } from '../../../app/problem.ts'
import styles from '../admin.module.css'
import { FormDrawer } from '../form/FormDrawer.tsx'
import { SectionHead } from '../list/SectionHead.tsx'
import { TemplateForm } from './TemplateForm.tsx'
import { useReadable } from './useReadable.ts'

/** What families are written, on each occasion and in each language. */
export function TemplatesSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation(['manage', 'admin'])
  const times = useTimes()
  const say = useProblemText()
  const readable = useReadable()
  const [open, setOpen] = useState<{ about: string; language: string } | null>(null)
  const list = useQuery({
    queryKey: ['message-texts'],
    queryFn: async () => (await api.get<{ items: MessageTemplate[] }>('/message-texts')).items,
  })
  const chosen = list.data?.find(({ about, language }) => about === open?.about && language === open?.language)
  const title = (template: MessageTemplate) =>
    `${t(`templates.about.${template.about}`)} · ${t(`admin:languages.${template.language}`)}`
  return (
    <>
      <SectionHead title={t('templates.title')} hint={t('templates.hint')} />
      {list.isError && <p role="alert">{say(list.error)}</p>}
      <ul className={styles.texts}>
        {list.data?.map((template) => (
          <li key={`${template.about} ${template.language}`}>
            <div>
              <button
                type="button"
                className={styles.rowButton}
                onClick={() => setOpen({ about: template.about, language: template.language })}
              >
                {title(template)}
              </button>
              <small>
                {template.versions[0]?.text
                  ? t('templates.changed', {
                      who: template.versions[0].changedBy.name,
                      time: times.dayAndMinute(template.versions[0].changedAt),
                    })
                  : t('templates.original')}
              </small>
            </div>
            <p>{readable(template.text.subject)}</p>
          </li>
        ))}
      </ul>
      <FormDrawer
        title={chosen ? title(chosen) : t('templates.title')}
        open={chosen !== undefined}
        onClose={() => setOpen(null)}
      >
        {chosen && (
          <TemplateForm
            key={`${chosen.about} ${chosen.language} ${chosen.versions[0]?.version ?? 0}`}
            template={chosen}
            mayChange={mayChange}
            onSaved={() => setOpen(null)}
          />
        )}
      </FormDrawer>
    </>
  )
}
