import { Button, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Instruction } from '../../../../server/contract/instructions.ts'
import { linesOf } from '../../app/lines.ts'
import { useProblemText } from '../../app/problem.ts'
import { useMe } from '../../app/session.ts'
import { useWriteInstruction } from './instructions.ts'
import styles from './Steps.module.css'

/** A supervisor says what to do for this kind of alert in their area, a line a step, in both languages. */
export default function EditSteps({ instruction, onClose }: { instruction: Instruction; onClose: () => void }) {
  const { t } = useTranslation(['alert', 'shell', 'domain'])
  const say = useProblemText()
  const { area } = useMe()
  const write = useWriteInstruction()
  const [zh, setZh] = useState(instruction.steps.map((step) => step.zh).join('\n'))
  const [en, setEn] = useState(instruction.steps.map((step) => step.en).join('\n'))
  const [uneven, setUneven] = useState(false)
  const own = instruction.from?.areaId === area.id
  const save = (event: FormEvent) => {
    event.preventDefault()
    const [chinese, english] = [linesOf(zh), linesOf(en)]
    setUneven(chinese.length !== english.length)
    if (chinese.length !== english.length) return
    const steps = chinese.map((text, index) => ({ zh: text, en: english[index] ?? text }))
    write.mutate({ kind: instruction.kind, areaId: area.id, steps }, { onSuccess: onClose })
  }
  return (
    <form className={styles.form} onSubmit={save}>
      <p>{t('editStepsHint', { kind: t(`domain:kind.${instruction.kind}`), area: area.name })}</p>
      <Textarea label="中文" lang="zh" autosize minRows={2} value={zh} onChange={(e) => setZh(e.currentTarget.value)} />
      <Textarea
        label="English"
        lang="en"
        autosize
        minRows={2}
        value={en}
        onChange={(e) => setEn(e.currentTarget.value)}
      />
      {(uneven || write.isError) && <p role="alert">{uneven ? t('editStepsUneven') : say(write.error)}</p>}
      <div>
        {own && (
          <Button
            variant="subtle"
            disabled={write.isPending}
            onClick={() =>
              write.mutate({ kind: instruction.kind, areaId: area.id, steps: null }, { onSuccess: onClose })
            }
          >
            {t('editStepsDefault')}
          </Button>
        )}
        <Button variant="subtle" onClick={onClose}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" variant="default" disabled={write.isPending}>
          {t('editStepsSave')}
        </Button>
      </div>
    </form>
  )
}
