import { randomInt } from 'node:crypto'

/** No letter or digit that reads like another, on paper or on the telephone. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password to be told and typed once: `kx4m-9rtw-hq7p`, 59 random bits. */
export function newFirstPassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group()].join('-')
}
