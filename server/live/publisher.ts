import type { UnfilteredEvent } from '../store/live-events.ts'

export type PublisherPorts = {
  latest(): Promise<number>
  since(seq: number, limit: number): Promise<UnfilteredEvent[]>
  /** Whether anybody listens at all. */
  anybody(): boolean
  send(event: UnfilteredEvent): void
  failed(error: unknown): void
  pollMs: number
}

export type Publisher = {
  publish(seqs: readonly number[]): Promise<void>
  /** The sequence number up to which everything is out: what comes after it will be sent. */
  position(): Promise<number>
  stop(): void
}

const atOnce = 500

/**
 * Sends the timeline in its own order, whoever wrote it. Sequence numbers become visible in order, so the way to send
 * each event once, and none too early, is to read on from the last one sent. Being told is only a hint to look now:
 * the look every `pollMs` finds what another hub wrote, and what was written while the database could not be read.
 */
export function createPublisher(ports: PublisherPorts): Publisher {
  /** Null while nobody listens: then there is nothing to read. */
  let sent: number | null = null
  let beginning: Promise<number> | null = null
  let reading: Promise<void> | null = null
  let askedAgain = false
  let failing = false

  async function read(): Promise<void> {
    do {
      askedAgain = false
      while (sent !== null) {
        if (!ports.anybody()) {
          sent = null
          return
        }
        const events = await ports.since(sent, atOnce)
        for (const event of events) {
          ports.send(event)
          sent = event.event.seq
        }
        if (events.length < atOnce) break
      }
    } while (askedAgain)
    failing = false
  }

  function look(): Promise<void> {
    askedAgain = true
    reading ??= read()
      .catch((error: unknown) => {
        if (!failing) ports.failed(error)
        failing = true
      })
      .finally(() => {
        reading = null
        // Asked in the moment between the last look and here; after a failure the timer asks.
        if (askedAgain && !failing) void look()
      })
    return reading
  }

  const timer = setInterval(() => void look(), ports.pollMs)

  return {
    publish: () => look(),
    async position() {
      if (sent !== null) return sent
      beginning ??= ports.latest().finally(() => {
        beginning = null
      })
      const latest = await beginning
      sent ??= latest
      return sent
    },
    stop: () => clearInterval(timer),
  }
}
