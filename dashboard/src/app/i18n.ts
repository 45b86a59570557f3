import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import * as en from '../locales/en/all.ts'
import * as zh from '../locales/zh/all.ts'

export type Language = 'zh' | 'en'
const keptAs = 'carebell-language'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell'
    returnNull: false
    resources: typeof zh
  }
}

const kept = (): Language => (localStorage.getItem(keptAs) === 'en' ? 'en' : 'zh')
const say = (language: Language) => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** Chinese until somebody chose otherwise on this browser. */
export async function startI18n(): Promise<void> {
  const language = kept()
  say(language)
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh',
    defaultNS: 'shell',
    resources: { zh, en },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(keptAs, language)
  say(language)
  await i18next.changeLanguage(language)
}
