import { describe, expect, it } from 'vitest'
import { domain } from '../../locales/zh/domain.ts'
import { outcomesFor } from './outcomes.ts'

const kinds = Object.keys(domain.kind).filter((kind): kind is keyof typeof domain.kind => kind in domain.kind)

describe('outcomes offered', () => {
  it.each(kinds)('for %s are all of them, each once, the likely ones first', (kind) => {
    const { likely, others } = outcomesFor(kind)
    expect(likely.length).toBeGreaterThan(0)
    expect([...likely, ...others].sort()).toEqual(Object.keys(domain.outcome).sort())
  })
})
