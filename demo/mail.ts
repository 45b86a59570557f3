import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

export type Mailbox = { url: string; close(): Promise<void> }

/** A mail server of the demo's own that delivers nowhere: it shows who would have been told what. */
export const openMailbox = async (arrived: (to: string, subject: string) => void): Promise<Mailbox> => {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const subject = subjectOf(Buffer.concat(chunks).toString('utf8'))
        for (const { address } of session.envelope.rcptTo) arrived(address, subject)
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the mailbox has no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The subject line, its encoded words (RFC 2047) read. */
const subjectOf = (mail: string): string => {
  const head = mail.split(/\r?\n\r?\n/, 1)[0] ?? ''
  const line = /^subject: *(.*(?:\r?\n[ \t].*)*)/im.exec(head)?.[1] ?? ''
  const unfolded = line.replace(/\r?\n[ \t]+/g, ' ').replace(/\?= +=\?/g, '?==?')
  return unfolded.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
    how.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : quoted(text),
  )
}

const quoted = (text: string): string =>
  decodeURIComponent(
    text
      .replaceAll('_', ' ')
      .replaceAll('%', '%25')
      .replace(/=([0-9A-F]{2})/gi, '%$1'),
  )
