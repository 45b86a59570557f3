import postcss from 'postcss'
import { describe, expect, it } from 'vitest'
import { pxAsRem } from './px-as-rem.ts'

const built = (css: string, from = '/dashboard/src/a.css') => postcss([pxAsRem]).process(css, { from }).css

describe('px as rem', () => {
  it('makes lengths grow with the text, and lines not', () => {
    expect(built('a { font-size: 14px; padding: 8px -20px; border: 1px solid; inset: calc(100% - 4px) }')).toBe(
      'a { font-size: 0.875rem; padding: 0.5rem -1.25rem; border: 1px solid; inset: calc(100% - 0.25rem) }',
    )
  })
  it('makes layouts change where larger text needs it', () => {
    expect(built('@media (max-width: 640px) { a { top: 0 } }')).toBe('@media (max-width: 40em) { a { top: 0 } }')
    expect(built('@container row (min-width: 900px) { a { top: 0 } }')).toContain('(min-width: 56.25rem)')
  })
  it('leaves the styles of packages as they are', () => {
    expect(built('a { top: 16px }', '/node_modules/a.css')).toBe('a { top: 16px }')
  })
})
