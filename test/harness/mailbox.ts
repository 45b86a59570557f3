import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type Letter = { to: string; text: string }
export type Mailbox = { url: string; letters: Letter[]; close(): Promise<void> }

/** A real mail server that takes everything and keeps it; on a free port unless told. */
export async function openMailbox(port = 0): Promise<Mailbox> {
  const letters: Letter[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        letters.push({ to: session.envelope.rcptTo[0]?.address ?? '', text: Buffer.concat(chunks).toString('utf8') })
        done(null, `kept as ${letters.length}`)
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    letters,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
