import { Button, FileButton, Select, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Importable } from '../../../../../server/contract/imports.ts'
import { type PlaceSystem, placeSystems } from '../../../../../server/core/place/china.ts'
import { ApiProblem } from '../../../app/api.ts'
import { useProblemText } from '../../../app/problem.ts'
import styles from '../admin.module.css'
import { ImportOutcome } from './ImportOutcome.tsx'
import { importCsv } from './importCsv.ts'
import { Looked } from './Looked.tsx'

const examples: Record<Importable, string> = {
  residents: '姓名,地址,电话,出生日期\n王桂芬,永安里 3 号楼 201,138 0000 1111,1941/3/2',
  contacts: '老人,联系人,关系,电话\n王桂芬,李娜,女儿,139 0000 2222',
  devices: '设备编号,类型,老人,位置\nK3-118,一键呼叫器,王桂芬,床头',
}
const listOf: Record<Importable, string> = { residents: 'resident', contacts: 'contacts', devices: 'devices' }

/** Many at once, looked at before anything is made; all or none. */
export function ImportForm({ of }: { of: Importable }) {
  const { t, i18n } = useTranslation('imports')
  const say = useProblemText()
  const queries = useQueryClient()
  const [csv, setCsv] = useState<File | string>('')
  const [asked, setAsked] = useState(false)
  const [leaveOut, setLeaveOut] = useState(false)
  const [system, setSystem] = useState<PlaceSystem | null>(null)
  const how = { leaveOut, system }
  const look = useMutation({
    mutationFn: (what: { csv: File | string; leaveOut: boolean; system: PlaceSystem | null }) =>
      importCsv(of, what.csv, { ...what, preview: true }),
  })
  const send = useMutation({
    mutationFn: () => importCsv(of, csv, { ...how, preview: false }),
    onSuccess: (result) => result.created > 0 && queries.invalidateQueries({ queryKey: [listOf[of]] }),
  })
  const take = (what: File | string) => {
    setCsv(what)
    setLeaveOut(false)
    look.reset()
    send.reset()
    if (typeof what !== 'string') look.mutate({ csv: what, leaveOut: false, system })
  }
  const again = (change: Partial<typeof how>) => {
    if (change.leaveOut !== undefined) setLeaveOut(change.leaveOut)
    if (change.system !== undefined) setSystem(change.system)
    if (look.data) look.mutate({ csv, ...how, ...change })
  }
  const empty = typeof csv === 'string' && csv.trim() === ''
  const imported = send.data && send.data.errors.length === 0
  const problem = look.error ?? send.error
  const preview = look.data?.preview
  // What map places are from can't be seen from them: somebody has to say.
  const places = preview?.columns.some(({ field }) => field === 'place' || field === 'lat' || field === 'lon') ?? false
  const ready = preview !== undefined && look.data?.errors.length === 0 && (!places || system !== null)
  if (imported) return <ImportOutcome result={send.data} />
  return (
    <div className={styles.form}>
      <p className={styles.hint}>{t('hint')}</p>
      <div className={styles.actions}>
        <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={(file) => file && take(file)}>
          {(props) => (
            <Button {...props} variant="default">
              {t('file')}
            </Button>
          )}
        </FileButton>
        <Button
          component="a"
          variant="subtle"
          href={`/api/v1/imports/${of}/template?language=${i18n.language}`}
          download
        >
          {t('template')}
        </Button>
      </div>
      {typeof csv !== 'string' && <p className={styles.hint}>{t('chosen', { name: csv.name })}</p>}
      <Textarea
        label={t('text')}
        classNames={{ input: styles.csv }}
        autosize
        placeholder={examples[of]}
        minRows={4}
        maxRows={12}
        value={typeof csv === 'string' ? csv : ''}
        error={asked && empty && t('empty')}
        onChange={(event) => take(event.currentTarget.value)}
      />
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem instanceof ApiProblem && problem.fields.some(({ field }) => field === 'file')
            ? t('noFile')
            : say(problem)}
        </p>
      )}
      {(send.data ?? look.data) && (
        <Looked
          result={send.data ?? look.data}
          preview={preview}
          leaveOut={leaveOut}
          onLeaveOut={(is) => again({ leaveOut: is })}
        />
      )}
      {places && (
        <Select
          label={t('system')}
          description={t('systemHint')}
          allowDeselect={false}
          placeholder={t('systemChoose')}
          data={placeSystems.map((value) => ({ value, label: t(`systems.${value}`) }))}
          value={system}
          onChange={(value) => again({ system: placeSystems.find((known) => known === value) ?? null })}
        />
      )}
      <div className={styles.save}>
        {ready ? (
          <Button size="md" loading={send.isPending} onClick={() => send.mutate()}>
            {t('send', { count: preview.rows })}
          </Button>
        ) : (
          <Button
            size="md"
            loading={look.isPending}
            onClick={() => {
              setAsked(true)
              if (!empty) look.mutate({ csv, ...how })
            }}
          >
            {t('look')}
          </Button>
        )}
      </div>
    </div>
  )
}
