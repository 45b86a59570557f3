import type { Importable, ImportResult } from '../../../../../server/contract/imports.ts'
import type { PlaceSystem } from '../../../../../server/core/place/china.ts'
import { ApiProblem, HubUnreachable } from '../../../app/api.ts'

/** A city's devices in one file take longer than a question. */
const answerWithinMs = 120_000

export type How = { preview: boolean; leaveOut: boolean; system: PlaceSystem | null }

/**
 * Sends a file or pasted rows to be looked at or imported, all or none. What is wrong comes back as `errors`.
 * Throws ApiProblem or HubUnreachable for everything else.
 */
export async function importCsv(what: Importable, csv: Blob | string, how: How): Promise<ImportResult> {
  const query = new URLSearchParams({
    preview: String(how.preview),
    leaveOut: String(how.leaveOut),
    ...(how.system === null ? {} : { system: how.system }),
  })
  const response = await fetch(`/api/v1/${what}/import?${query}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'text/csv' },
    // The bytes as they are: the hub knows what Excel makes of Chinese.
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
  const fields = Array.isArray(said.errors) ? said.errors.filter(isRecord) : []
  return {
    type: text(said.type, 'about:blank'),
    title: text(said.title, String(status)),
    status,
    code: text(said.code, String(status)),
    detail: text(said.detail, text(said.title, String(status))),
    errors: fields.map(({ field, message }) => ({ field: text(field, ''), message: text(message, '') })),
  }
}

/** The secrets of new devices as a file for whoever sets them up. */
export const secretsCsv = (secrets: readonly { deviceId: string; secret: string }[]): string =>
  ['deviceId,secret', ...secrets.map(({ deviceId, secret }) => `${quoted(deviceId)},${quoted(secret)}`), ''].join(
    '\r\n',
  )

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
