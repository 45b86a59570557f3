import { createTransport } from 'nodemailer'

export type Mail = { to: string; name: string; subject: string; text: string; messageId: string; urgent: boolean }
/** What became of a message: taken by the mail server, refused for good, or not now. */
export type Sent =
  | { result: 'sent'; response: string }
  | { result: 'refused'; reason: string }
  | { result: 'not_now'; reason: string }
export type Mailer = { send(mail: Mail): Promise<Sent>; domain: string }

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 }

/**
 * E-mail through the server at `url` (smtp:, smtps:, with user and password in it if need be), one connection a message.
 * `send` never rejects: whatever went wrong is its answer.
 */
export function createMailer({ url, from }: { url: string; from: string }): Mailer {
  const transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true })
  return {
    domain: /@([^>\s]+)/.exec(from)?.[1] ?? 'carebell.invalid',
    async send({ to, name, subject, text, messageId, urgent }) {
      try {
        const info = await transport.sendMail({
          from,
          to: { name, address: to },
          subject,
          text,
          messageId,
          priority: urgent ? 'high' : 'normal',
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return { result: 'sent', response: short(info.response ?? '') }
      } catch (error) {
        return failure(error)
      }
    },
  }
}

/** Said about this message or this mailbox. A 5xx to our sign-in or greeting is about us, and may be mended meanwhile. */
const aboutTheMessage: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE'])

function failure(error: unknown): Sent {
  const reason = short(error instanceof Error ? error.message : String(error))
  const { code, responseCode } = { code: undefined, responseCode: undefined, ...(error instanceof Error ? error : {}) }
  // Without a code of the server's it was refused before it was sent: an address that is none.
  const permanent = typeof responseCode !== 'number' || (responseCode >= 500 && responseCode < 600)
  return { result: aboutTheMessage.has(code) && permanent ? 'refused' : 'not_now', reason }
}

const short = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 500)
