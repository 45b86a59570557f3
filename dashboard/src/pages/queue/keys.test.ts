import { describe, expect, it } from 'vitest'
import { keyOf } from './keys.ts'

const known = { a: 1, j: 1, '?': 1, Escape: 1 }
const pressed = { key: 'a', code: 'KeyA', shiftKey: false, repeat: false }

describe('the key that was pressed', () => {
  it('is the same with Caps Lock, and a question mark in either width', () => {
    expect(keyOf({ ...pressed, key: 'A' }, known)).toBe('a')
    expect(keyOf({ ...pressed, key: '？', code: 'Slash', shiftKey: true }, known)).toBe('?')
    expect(keyOf({ ...pressed, key: '?', code: 'Minus', shiftKey: true }, known)).toBe('?')
    expect(keyOf({ ...pressed, key: 'Escape', code: 'Escape' }, known)).toBe('Escape')
    expect(keyOf({ ...pressed, key: 'z', code: 'KeyZ' }, known)).toBeNull()
    expect(keyOf({ ...pressed, key: 'toString' }, known)).toBeNull()
  })
  it('does what it does once, however long it is held, but for moving', () => {
    expect(keyOf({ ...pressed, repeat: true }, known)).toBeNull()
    expect(keyOf({ ...pressed, key: 'J', code: 'KeyJ', repeat: true }, known)).toBe('j')
  })
})
