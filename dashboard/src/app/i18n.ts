import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
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

/** English comes when it is asked for; Chinese is always there. */
async function load(language: Language): Promise<void> {
  if (language === 'zh') return
  const texts = await import('../locales/en/all.ts')
  for (const [namespace, resources] of Object.entries(texts)) i18next.addResourceBundle('en', namespace, resources)
}

/** Chinese until somebody chose otherwise on this browser. */
export async function startI18n(): Promise<void> {
  const language = kept()
  say(language)
  await i18next.use(initReactI18next).init({
    lng: 'zh',
    fallbackLng: 'zh',
    defaultNS: 'shell',
    resources: { zh },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  await load(language)
  await i18next.changeLanguage(language)
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(keptAs, language)
  await load(language)
  say(language)
  await i18next.changeLanguage(language)
}
