/** Keys that press a button of the open panel, by its `data-key`. */
export const panelKeys = {
  t: 'take-over',
  b: 'release',
  p: 'phone',
  a: 'answered',
  w: 'no_answer',
  q: 'no_speech',
  f: 'tell',
  x: 'next-step',
  s: 'send',
  g: 'key-safe',
  r: 'resolve',
  e: 'other',
  v: 'seen',
} as const

/** Moving goes on while a key is held; anything else happens once. */
const held: ReadonlySet<string> = new Set(['j', 'k'])

type Pressed = { key: string; code: string; shiftKey: boolean; repeat: boolean }

/** Which of the known keys was pressed: also with Caps Lock, and a question mark as a Chinese keyboard writes it. */
export function keyOf(
  { key, code, shiftKey, repeat }: Pressed,
  known: Readonly<Record<string, unknown>>,
): string | null {
  const asked = shiftKey && code === 'Slash' ? '?' : key.toLowerCase()
  const meant = [key, asked].find((one) => Object.hasOwn(known, one)) ?? null
  return repeat && meant !== null && !held.has(meant) ? null : meant
}
