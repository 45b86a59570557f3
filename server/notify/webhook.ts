import { createHmac } from 'node:crypto'
import type { Sent } from './email.ts'

/** What the receiver is asked to do: tell this person this, by whatever it has. */
export type WebhookCall = {
  /** The same for every attempt: what came twice is told once. */
  id: string
  about: 'unclaimed' | 'staffing' | 'test'
  to: { kind: string; name: string; phone: string | null; email: string | null; language: 'zh' | 'en' }
  /** Ready to be sent or read aloud. */
  subject: string
  text: string
  /** What it is about, for a receiver that has words of its own; null for what concerns no alert. */
  alert: { id: string; kind: string | null; priority: number; receivedAt: string; areaName: string; url: string } | null
}

export type Webhook = { send(call: WebhookCall): Promise<Sent> }

const answerWithinMs = 10_000
const keptOfAnswer = 300

/**
 * One POST with the call as JSON. `carebell-signature: t=<epoch s>,v1=<hex>` is the HMAC-SHA256, under the shared
 * secret, of `<t>.<body>`: the receiver knows who asks, and refuses what is old. Any 2xx is a receipt, and what it
 * answers is kept. `send` never rejects: whatever went wrong is its answer. Redirects are not followed.
 */
export function createWebhook(
  { url, secret }: { url: string; secret: string },
  { now, timeoutMs = answerWithinMs }: { now(): number; timeoutMs?: number },
): Webhook {
  return {
    async send(call) {
      const body = JSON.stringify(call)
      const at = Math.floor(now() / 1000)
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'user-agent': 'Carebell',
            'idempotency-key': call.id,
            'carebell-signature': `t=${at},v1=${signatureOf(secret, at, body)}`,
          },
          body,
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        })
        const said =
          `${answer.status} ${(await answer.text()).replace(/\s+/g, ' ').trim().slice(0, keptOfAnswer)}`.trim()
        if (answer.ok) return { result: 'sent', response: said }
        return { result: mayChange(answer.status) ? 'not_now' : 'refused', reason: said }
      } catch (error) {
        return { result: 'not_now', reason: reasonOf(error, timeoutMs) }
      }
    },
  }
}

/** As it stands in the header, for a time in epoch seconds. */
export const signatureOf = (secret: string, at: number, body: string): string =>
  createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')

/** An answer about the moment, or about us, and not about this call. */
const mayChange = (status: number): boolean => status >= 500 || [401, 403, 404, 408, 425, 429].includes(status)

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  const { cause } = error instanceof Error ? error : { cause: undefined }
  return cause instanceof Error ? cause.message : String(error)
}
