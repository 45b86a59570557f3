/// <reference types="vite/client" />
import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { alert } from '../locales/zh/alert.ts'
import type * as zh from '../locales/zh/all.ts'
import { domain } from '../locales/zh/domain.ts'
import { incident } from '../locales/zh/incident.ts'
import { queue } from '../locales/zh/queue.ts'
import { shell } from '../locales/zh/shell.ts'
import { shifts } from '../locales/zh/shifts.ts'
import { timeline } from '../locales/zh/timeline.ts'

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

/**
 * What the queue and the frame around every page say is there from the start; the words of other pages come with them.
 * One word that has to be waited for puts the whole frame off by 300 ms: so long React waits to show what was suspended.
 */
const always = { alert, domain, incident, queue, shell, shifts, timeline }
const files = import.meta.glob<Record<string, object>>('../locales/zh/*.ts')
const others: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, done) {
    const load = language === 'zh' ? files[`../locales/zh/${namespace}.ts`] : undefined
    if (load === undefined) return done(null, {})
    load().then(
      (texts) => done(null, texts[namespace] ?? {}),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    )
  },
}

export type Words = keyof typeof zh

/** The words of a page, before it is shown. English has all of its own: asking for more of it is never answered. */
export async function wordsOf(names: Words[]): Promise<void> {
  const missing = names.filter((name) => !i18next.hasLoadedNamespace(name))
  if (i18next.language === 'zh' && missing.length > 0) await i18next.loadNamespaces(missing)
}

/** English comes when it is asked for, all of it. */
async function load(language: Language): Promise<void> {
  if (language === 'zh') return
  const texts = await import('../locales/en/all.ts')
  for (const [namespace, resources] of Object.entries(texts)) i18next.addResourceBundle('en', namespace, resources)
}

/** Chinese until somebody chose otherwise on this browser. */
export async function startI18n(): Promise<void> {
  const language = kept()
  say(language)
  await i18next
    .use(others)
    .use(initReactI18next)
    .init({
      lng: 'zh',
      fallbackLng: 'zh',
      defaultNS: 'shell',
      resources: { zh: always },
      partialBundledLanguages: true,
      ns: Object.keys(always),
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
