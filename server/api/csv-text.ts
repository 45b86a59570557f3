export type CsvEncoding = 'utf-8' | 'utf-16' | 'gb18030'
export type Separator = ',' | ';' | '\t'

/** What Excel writes when it is asked for its own format, or for what came before it. */
const workbooks = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
]

/**
 * The text of a file as a Chinese Excel saves it: with a byte order mark in UTF-8 or UTF-16, else UTF-8, else GB18030,
 * of which GBK is a part. `workbook`: it was not saved as CSV. `no_text`: it is none in any of them.
 */
export function csvText(body: Uint8Array): { text: string; encoding: CsvEncoding } | 'workbook' | 'no_text' {
  if (workbooks.some((begin) => begin.every((byte, i) => body[i] === byte))) return 'workbook'
  const [first, second] = body
  if (first === 0xff && second === 0xfe) return as(body, 'utf-16le', 'utf-16')
  if (first === 0xfe && second === 0xff) return as(body, 'utf-16be', 'utf-16')
  const utf8 = as(body, 'utf-8', 'utf-8')
  return utf8 === 'no_text' ? as(body, 'gb18030', 'gb18030') : utf8
}

function as(
  body: Uint8Array,
  label: string,
  encoding: CsvEncoding,
): { text: string; encoding: CsvEncoding } | 'no_text' {
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(body)
    return hasControls(text) ? 'no_text' : { text, encoding }
  } catch {
    return 'no_text' // bytes that are no character of this encoding
  }
}

/** A picture read as GB18030 may pass for Chinese, but it is full of these. */
function hasControls(text: string): boolean {
  for (let i = 0; i < Math.min(text.length, 4096); i += 1) {
    const code = text.charCodeAt(i)
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return true
  }
  return text.includes('\0')
}

/** What stands between the fields of the first row: the one there is most of, outside quotes. */
export function separatorOf(text: string): Separator {
  const counts: Record<Separator, number> = { ',': 0, ';': 0, '\t': 0 }
  let quoted = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === '\n' || character === '\r')) break
    else if (!quoted && isSeparator(character)) counts[character] += 1
  }
  const [most] = separators.toSorted((a, b) => counts[b] - counts[a])
  return most ?? ','
}

const separators: readonly Separator[] = [',', '\t', ';']
const isSeparator = (character: string): character is Separator => separators.some((known) => known === character)
