import type { ImportResult } from '../../../../../server/contract/imports.ts'
import { ApiProblem, HubUnreachable } from '../../../app/api.ts'

export type Importable = 'residents' | 'devices'

/** A city's devices in one file take longer than a question. */
const answerWithinMs = 120_000

/**
 * Sends lines to be imported, all or none. Wrong lines come back as `errors`, whatever the status.
 * Throws ApiProblem or HubUnreachable for everything else.
 */
export async function importCsv(what: Importable, csv: string): Promise<ImportResult> {
  const response = await fetch(`/api/v1/${what}/import`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'text/csv; charset=utf-8' },
    body: csv,
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch(() => {
    throw new HubUnreachable()
  })
  const answer: unknown = await response.json().catch(() => null)
  if (isResult(answer)) return answer
  throw new ApiProblem(problemIn(answer, response.status))
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isResult = (value: unknown): value is ImportResult =>
  isRecord(value) && typeof value.created === 'number' && Array.isArray(value.errors)

function problemIn(answer: unknown, status: number) {
  const said = isRecord(answer) ? answer : {}
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise)
  return {
    type: text(said.type, 'about:blank'),
    title: text(said.title, String(status)),
    status,
    code: text(said.code, String(status)),
    detail: text(said.detail, text(said.title, String(status))),
  }
}

/** The secrets of new devices as a file for whoever sets them up. */
export const secretsCsv = (secrets: readonly { deviceId: string; secret: string }[]): string =>
  ['deviceId,secret', ...secrets.map(({ deviceId, secret }) => `${quoted(deviceId)},${quoted(secret)}`), ''].join(
    '\r\n',
  )

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
