import '@mantine/core/styles/PasswordInput.layer.css'
import { PasswordInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'

export type NewPassword = { fresh: string; again: string }
const shortest = 10

/** What is wrong with a new password that was typed twice: the key of the sentence, or null. */
export const tooShort = (fresh: string) => (fresh.length < shortest ? ('tooShort' as const) : null)
export const notSame = (again: string, { fresh }: NewPassword) => (again === fresh ? null : ('notSame' as const))

export function NewPasswordFields<V extends NewPassword>({ form }: { form: UseFormReturnType<V> }) {
  const { t } = useTranslation(['signin', 'shell'])
  const toggle = { 'aria-label': t('shell:showTyped') }
  return (
    <>
      <PasswordInput
        label={t('fresh')}
        description={t('freshHint')}
        autoComplete="new-password"
        size="md"
        visibilityToggleButtonProps={toggle}
        {...form.getInputProps('fresh')}
      />
      <PasswordInput
        label={t('again')}
        autoComplete="new-password"
        size="md"
        visibilityToggleButtonProps={toggle}
        {...form.getInputProps('again')}
      />
    </>
  )
}
