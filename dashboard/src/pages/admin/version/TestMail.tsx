import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailTested } from '../../../../../server/contract/hub.ts'
import { api } from '../../../app/api.ts'
import { useProblemText } from '../../../app/problem.ts'
import { useMe } from '../../../app/session.ts'
import styles from '../admin.module.css'

/** Whether e-mail goes out at all, before somebody's daughter waits for one: the mail server's own words. */
export function TestMail() {
  const { t } = useTranslation('manage')
  const say = useProblemText()
  const me = useMe()
  const [to, setTo] = useState(me.email)
  const test = useMutation({ mutationFn: () => api.post<MailTested>('/hub/test-mail', { to: to.trim() }) })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        test.mutate()
      }}
    >
      <div className={styles.pair}>
        <TextInput
          label={t('version.testMailTo')}
          type="email"
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <div className={styles.besideInput}>
          <Button type="submit" variant="default" loading={test.isPending}>
            {t('version.testMail')}
          </Button>
        </div>
      </div>
      {test.data && (
        <p role="status" className={test.data.taken ? undefined : styles.problem}>
          {t(test.data.taken ? 'version.mailTaken' : 'version.mailNotTaken', { answer: test.data.answer })}
        </p>
      )}
      {test.isError && (
        <p role="alert" className={styles.problem}>
          {say(test.error)}
        </p>
      )}
    </form>
  )
}
