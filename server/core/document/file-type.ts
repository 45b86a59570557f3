/** What a document can be. */
export const fileTypes = ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'] as const
export type FileType = (typeof fileTypes)[number]
export type PictureType = Exclude<FileType, 'application/pdf'>
export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp'] as const satisfies readonly PictureType[]

/** No picture of a proof is larger: 512 KiB, a photo that a phone has scaled down. */
export const mostPictureBytes = 512 * 1024

/** No document is larger: 10 MiB, a good photo or some hundred scanned pages. */
export const mostBytes = 10 * 1024 * 1024

export const documentKinds = [
  'care_agreement',
  'consent',
  'discharge_letter',
  'prescription',
  'door_photo',
  'other',
] as const
export type DocumentKind = (typeof documentKinds)[number]

/** What a doctor wrote is a health detail. */
export const isOfHealth = (kind: DocumentKind): boolean => kind === 'discharge_letter' || kind === 'prescription'

const ascii = (bytes: Uint8Array, from: number, text: string): boolean =>
  [...text].every((character, nth) => bytes[from + nth] === character.charCodeAt(0))

/** What a file is by its first bytes, whatever it is called; null for what no document can be. */
export function fileTypeOf(bytes: Uint8Array): FileType | null {
  if (ascii(bytes, 0, '%PDF-')) return 'application/pdf'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (bytes[0] === 0x89 && ascii(bytes, 1, 'PNG\r\n\x1a\n')) return 'image/png'
  if (ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WEBP')) return 'image/webp'
  return null
}

const endings: Record<FileType, string> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
}

/** The name a file is saved under: as it is called, with the ending of what it is, and nothing a path is made of. */
export function fileNameOf(name: string, type: FileType): string {
  const ending = `.${endings[type]}`
  // Controls, and what separates or ends a path somewhere.
  const plain = [...name]
    .filter((character) => character >= ' ' && !'/\\:*?"<>|\u007f'.includes(character))
    .join('')
    .trim()
  const withoutEnding = plain.toLowerCase().endsWith(ending) ? plain.slice(0, -ending.length) : plain
  return `${withoutEnding === '' ? 'document' : withoutEnding}${ending}`
}
