import { describe, expect, it } from 'vitest'
import * as en from './en/all.ts'
import * as zh from './zh/all.ts'

type Texts = { readonly [key: string]: string | Texts }

/** Every key with the names of what is filled in: `queue.waiting {{minutes}}`. */
function keysOf(texts: Texts, under = ''): string[] {
  return Object.entries(texts).flatMap(([key, text]) => {
    const name = under === '' ? key : `${under}.${key}`
    if (typeof text !== 'string') return keysOf(text, name)
    if (text.trim() === '') return [`${name} is empty`]
    return [[name, ...(text.match(/\{\{\w+\}\}/g) ?? []).sort()].join(' ')]
  })
}

describe('texts in both languages', () => {
  const namespaces = Object.keys({ ...zh, ...en })
  const of = (all: Record<string, Texts>, namespace: string) => new Set(keysOf(all[namespace] ?? {}))

  it.each(namespaces)('%s says everything in Chinese and in English', (namespace) => {
    const chinese = of(zh, namespace)
    const english = of(en, namespace)
    expect([...chinese].filter((key) => !english.has(key))).toEqual([])
    expect([...english].filter((key) => !chinese.has(key))).toEqual([])
  })
})
