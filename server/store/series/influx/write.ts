import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { HttpError, InfluxDB, Point } from '@influxdata/influxdb-client'
import type { Metric } from '../../../../devices/reading.ts'
import { authorization, database, type InfluxOptions, measurement } from './options.ts'

export type SpooledReading = { deviceNo: number; deviceId: string; metric: Metric; at: number; value: number }

/** What became of a write. Only the first means that all of it is kept. */
export type Written =
  | { result: 'kept' }
  /** Something in it is not accepted, however often it is tried. */
  | { result: 'refused'; reason: string }
  /** All of it may be accepted later; `slow` when the answer took too long. */
  | { result: 'away'; reason: string; retryAfterMs: number; slow: boolean }

export type InfluxWriter = {
  write(readings: readonly SpooledReading[], signal: AbortSignal): Promise<Written>
  /** Writes a line that nothing can be wrong with: refused as well, it is not the readings that are wrong. */
  probe(now: number, signal: AbortSignal): Promise<Written>
  close(): void
}

/**
 * Writes to InfluxDB, one request a call, and says what became of it; never rejects. Nothing is buffered or tried again
 * here: the spool is the only buffer. (The library's WriteApi has two of its own, takes status 201, some points refused,
 * for success, and leaves a request that timed out open; so this is its transport.)
 */
export function createInfluxWriter(options: InfluxOptions, timeoutMs = 10_000): InfluxWriter {
  const secure = new URL(options.url).protocol === 'https:'
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const { transport } = new InfluxDB({
    url: options.url,
    timeout: timeoutMs,
    headers: authorization(options),
    transportOptions: { agent },
  })
  const path = writePath(options)

  const send = (lines: string, stop: AbortSignal): Promise<Written> =>
    new Promise((resolve) => {
      let status = 0
      const timeout = AbortSignal.timeout(timeoutMs)
      const signal = AbortSignal.any([stop, timeout])
      transport.send(
        path,
        lines,
        { method: 'POST', headers: { 'content-type': 'text/plain; charset=utf-8' }, gzipThreshold: 1000, signal },
        {
          responseStarted: (_headers, code) => {
            status = code ?? 0
          },
          error: (error) => resolve(outcomeOf(error, timeout.aborted)),
          complete: () => resolve(acceptedWith(status)),
        },
      )
    })

  return {
    write: (readings, signal) => send(readings.map(lineOf).join('\n'), signal),
    probe: (now, signal) => send(`carebell_probe ok=1 ${now}`, signal),
    close: () => agent.destroy(),
  }
}

const writePath = (options: InfluxOptions): string => {
  const { org, bucket } = options
  return org === null
    ? `/write?${new URLSearchParams({ ...database(options), precision: 'ms' })}`
    : `/api/v2/write?${new URLSearchParams({ org, bucket, precision: 'ms' })}`
}

const lineOf = ({ deviceId, metric, at, value }: SpooledReading): string =>
  new Point(measurement).tag('device', deviceId).floatField(metric, value).timestamp(at).toLineProtocol() ?? ''

/** 204 it is; 201 is some of it. Anything else that looks like success isn't InfluxDB's. */
function acceptedWith(status: number): Written {
  if (status === 204) return { result: 'kept' }
  const reason = `status ${status}`
  if (status === 201) return { result: 'refused', reason: `${reason}: not all of it was accepted` }
  return { result: 'away', reason: `${reason}: this is not InfluxDB`, retryAfterMs: 0, slow: false }
}

/** 400 and 422 are about the points, 413 about how many; whatever else is wrong may be right in a while. */
function outcomeOf(error: Error, timedOut: boolean): Written {
  if (error instanceof HttpError) {
    const reason = `status ${error.statusCode}: ${(error.body ?? error.message).trim().slice(0, 500)}`
    if ([400, 413, 422].includes(error.statusCode)) return { result: 'refused', reason }
    // The library takes the header's seconds for milliseconds.
    return { result: 'away', reason, retryAfterMs: error.retryAfter() * 1000, slow: false }
  }
  if (timedOut) return { result: 'away', reason: 'no answer in time', retryAfterMs: 0, slow: true }
  return { result: 'away', reason: error.message, retryAfterMs: 0, slow: error.name === 'RequestTimedOutError' }
}
