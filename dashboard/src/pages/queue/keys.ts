/** Keys that press a button of the open panel, by its `data-key`. */
export const panelKeys = {
  t: 'take-over',
  b: 'release',
  p: 'phone',
  a: 'answered',
  w: 'no_answer',
  q: 'no_speech',
  x: 'next-step',
  s: 'send',
  g: 'key-safe',
  r: 'resolve',
  e: 'other',
} as const
