import { Button, FileButton, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../../app/problem.ts'
import styles from '../admin.module.css'
import { ImportOutcome } from './ImportOutcome.tsx'
import { type Importable, importCsv } from './importCsv.ts'

/** As in server/api/import-rows.ts; what is not needed may be left out. */
const columns: Record<Importable, string> = {
  residents:
    'name, area, address, bornOn, sex, phone, careLevel, livesAlone, lat, lon, conditions, instructions, keySafe',
  devices: 'id, kind, model, location, resident, area, gatewayId, power, beatSeconds, secret',
}
const examples: Record<Importable, string> = {
  residents: 'name,area,address,phone\n王桂芬,建国门街道,永安里 3 号 201,138 0000 1111',
  devices: 'id,kind,resident,location\nK3-118,call_button,王桂芬,床头',
}
const listOf: Record<Importable, string> = { residents: 'resident', devices: 'devices' }

/** Many at once, all or none; what is wrong comes back by line. */
export function ImportForm({ of }: { of: Importable }) {
  const { t } = useTranslation('admin')
  const say = useProblemText()
  const queries = useQueryClient()
  const [csv, setCsv] = useState('')
  const [asked, setAsked] = useState(false)
  const send = useMutation({
    mutationFn: () => importCsv(of, csv),
    onSuccess: (result) => result.created > 0 && queries.invalidateQueries({ queryKey: [listOf[of]] }),
  })
  const take = async (file: File | null) => {
    if (!file) return
    setCsv(await file.text())
    send.reset()
  }
  const missing = asked && csv.trim() === ''
  const done = send.data && send.data.errors.length === 0
  return (
    <div className={styles.form}>
      <p className={styles.hint}>{t('import.hint')}</p>
      <p className={styles.hint}>{t('import.columns', { columns: columns[of] })}</p>
      {!done && (
        <>
          <FileButton accept=".csv,text/csv,text/plain" onChange={(file) => void take(file)}>
            {(props) => (
              <Button {...props} variant="default">
                {t('import.file')}
              </Button>
            )}
          </FileButton>
          <Textarea
            label={t('import.text')}
            classNames={{ input: styles.csv }}
            autosize
            placeholder={examples[of]}
            minRows={6}
            maxRows={14}
            value={csv}
            error={missing && t('import.empty')}
            onChange={(event) => {
              setCsv(event.currentTarget.value)
              send.reset()
            }}
          />
        </>
      )}
      {send.isError && (
        <p role="alert" className={styles.problem}>
          {say(send.error)}
        </p>
      )}
      {send.data && <ImportOutcome result={send.data} />}
      {!done && (
        <div className={styles.save}>
          <Button
            size="md"
            loading={send.isPending}
            onClick={() => {
              setAsked(true)
              if (csv.trim() !== '') send.mutate()
            }}
          >
            {t('import.send')}
          </Button>
        </div>
      )}
    </div>
  )
}
