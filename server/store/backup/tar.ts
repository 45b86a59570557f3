import type { FileHandle } from 'node:fs/promises'

/** A tar file, as `tar` reads it: every entry a header of 512 bytes, then its bytes, filled up to a multiple of 512. */
const block = 512

export type Entry = { name: string; size: number; at: number }

/** Writes entries whose size is known only afterwards: room for the header is left and filled in then. */
export async function writeEntry(
  file: FileHandle,
  position: number,
  name: string,
  write: (at: number) => Promise<number>,
  mtime: number,
): Promise<number> {
  const size = await write(position + block)
  await file.write(headerOf(name, size, mtime), 0, block, position)
  const end = position + block + size
  const padding = (block - (size % block)) % block
  if (padding > 0) await file.write(Buffer.alloc(padding), 0, padding, end)
  return end + padding
}

/** Two empty blocks end a tar file. Answers the length of the whole. */
export async function writeEnd(file: FileHandle, position: number): Promise<number> {
  await file.write(Buffer.alloc(2 * block), 0, 2 * block, position)
  return position + 2 * block
}

/** What is in the file and where. Throws for what is no tar file, or ends too soon. */
export async function entriesOf(file: FileHandle): Promise<Entry[]> {
  const { size: length } = await file.stat()
  const entries: Entry[] = []
  const header = Buffer.alloc(block)
  for (let position = 0; position + block <= length; ) {
    await file.read(header, 0, block, position)
    if (header.every((byte) => byte === 0)) return entries
    if (header.toString('latin1', 257, 262) !== 'ustar') throw new Error('this is no backup: not a tar file')
    const size = sizeOf(header)
    const at = position + block
    entries.push({ name: header.toString('utf8', 0, 100).replace(/\0.*$/s, ''), size, at })
    position = at + size + ((block - (size % block)) % block)
  }
  throw new Error('this backup ends too soon: it was not written to its end')
}

function headerOf(name: string, size: number, mtime: number): Buffer {
  const header = Buffer.alloc(block)
  if (Buffer.byteLength(name) > 100) throw new Error(`too long a name: ${name}`)
  header.write(name, 0)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  writeSize(header, size)
  header.write(
    `${Math.floor(mtime / 1000)
      .toString(8)
      .padStart(11, '0')} `,
    136,
  )
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** Eleven octal digits hold 8 GiB; what is larger is written as a number, as GNU tar and bsdtar do. */
function writeSize(header: Buffer, size: number): void {
  if (size < 8 ** 11) {
    header.write(`${size.toString(8).padStart(11, '0')} `, 124)
    return
  }
  header.writeUInt8(0x80, 124)
  header.writeBigUInt64BE(BigInt(size), 128)
}

const sizeOf = (header: Buffer): number =>
  header.readUInt8(124) === 0x80
    ? Number(header.readBigUInt64BE(128))
    : Number.parseInt(header.toString('latin1', 124, 135), 8)
