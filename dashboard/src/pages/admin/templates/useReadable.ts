import { useTranslation } from 'react-i18next'
import { placeholders } from './placeholders.ts'

/** A text with its placeholders named in the reader's words, between angle marks. */
export function useReadable(): (text: string) => string {
  const { t } = useTranslation('manage')
  return (text) =>
    text.replace(/\{\{\s*(\w+)\s*\}\}/g, (written, name: string) => {
      const known = placeholders.find((placeholder) => placeholder === name)
      return known === undefined ? written : `‹${t(`templates.placeholder.${known}`)}›`
    })
}
