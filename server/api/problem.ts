import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'
import type { Problem } from '../contract/common.ts'
import { type ErrorCode, type FieldError, ServiceError } from '../core/errors.ts'
import type { ApiEnv, Log } from './deps.ts'

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503

/** The one place where a code becomes a status. */
const statusOf: Record<ErrorCode, ProblemStatus> = {
  not_found: 404,
  forbidden: 403,
  unauthenticated: 401,
  invalid: 422,
  already_claimed: 409,
  illegal_transition: 409,
  changed_meanwhile: 409,
  ticket_open: 409,
  no_speech: 409,
  raised_again: 409,
  duplicate: 409,
  not_owner: 403,
  nobody_available: 409,
  unavailable: 503,
}

const titles: Record<ProblemStatus, string> = {
  400: 'The request can not be read',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Not as things stand',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Invalid fields',
  429: 'Too many requests',
  500: 'Something went wrong in the hub',
  503: 'The hub is not able to right now',
}

export const isProblemStatus = (status: number): status is ProblemStatus => Object.hasOwn(titles, status)

/** Codes of what is wrong with a request as such, before anybody looked at what it asks for. */
const transportCodes: Partial<Record<number, { status: ProblemStatus; code: string; detail: string }>> = {
  400: { status: 400, code: 'malformed', detail: 'the body is not valid JSON' },
  413: { status: 413, code: 'too_large', detail: 'the body is larger than this route takes' },
  415: { status: 415, code: 'unsupported_media_type', detail: 'this route takes another content type' },
}

export function problemResponse(
  status: ProblemStatus,
  code: string,
  detail?: string,
  errors?: readonly FieldError[],
  headers: Record<string, string> = {},
): Response {
  const problem: Problem = {
    type: `urn:carebell:problem:${code}`,
    title: titles[status],
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined || errors.length === 0 ? {} : { errors: [...errors] }),
  }
  return new Response(JSON.stringify(problem), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  })
}

/**
 * RFC 9457 for everything that is thrown. What nobody foresaw is logged under the request's id and not told. `inDoubt` hears
 * of what was to change something and failed in the database, which may have done it all the same.
 */
export function onError(log: Log, inDoubt?: () => void) {
  return (thrown: Error, c: Context<ApiEnv>): Response => {
    const error = thrown instanceof ServiceError ? thrown : fromDatabase(thrown)
    // Before it was begun it changed nothing: whoever breaks off what they send need not even be signed in.
    const mayHaveChanged =
      c.get('begun') === true &&
      !changesNothing.has(c.req.method) &&
      !(thrown instanceof ServiceError || thrown instanceof HTTPException)
    if (mayHaveChanged && (error === null ? !c.req.raw.signal.aborted : error.code === 'unavailable')) inDoubt?.()
    if (error !== null) {
      const status = statusOf[error.code]
      if (status === 503)
        log.warn({ requestId: c.get('requestId'), error: thrown.message }, 'could not serve a request')
      const headers: Record<string, string> =
        status === 401 ? { 'www-authenticate': 'Bearer' } : status === 503 ? { 'retry-after': '2' } : {}
      return problemResponse(status, error.code, error.message, error.fields, headers)
    }
    if (thrown instanceof HTTPException) {
      const known = transportCodes[thrown.status]
      if (known !== undefined) return problemResponse(known.status, known.code, known.detail)
    }
    const requestId = c.get('requestId')
    log.error(
      { requestId, method: c.req.method, path: c.req.path, error: thrown.stack ?? thrown.message },
      'unexpected',
    )
    return problemResponse(500, 'internal', `ask the administrator about request ${requestId}`)
  }
}

/** Methods of a request that changes nothing. */
export const changesNothing: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What PostgreSQL says about a statement, or about itself, in the service's words; null when it is neither. */
function fromDatabase(error: Error): ServiceError | null {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === '23505') return new ServiceError('duplicate', 'it exists already')
  if (code === '23503') return new ServiceError('invalid', 'it refers to something that does not exist')
  // Class 22: a value the database can't hold; 23514: one that a check refuses.
  if (/^22[0-9A-Z]{3}$/.test(code) || code === '23514') return new ServiceError('invalid', 'a value can not be stored')
  const away =
    /^(08[0-9A-Z]{3}|53[0-9A-Z]{3}|57P0[1-5]|57014|40001|40P01|25006|25P0[34]|55P03)$/.test(code) ||
    /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOENT|ENOTFOUND)$/.test(code) ||
    /timeout exceeded when trying to connect|Connection terminated|connection timeout|query read timeout|not queryable|driver has already been destroyed/i.test(
      error.message,
    )
  return away ? new ServiceError('unavailable', 'the database is away; try again shortly') : null
}

/** The fields of a schema's complaint, by their path: `place.lat`. */
export function invalidFields(error: z.core.$ZodError): ServiceError {
  const fields = error.issues.map((issue) => ({ field: issue.path.map(String).join('.'), message: issue.message }))
  return new ServiceError('invalid', 'some fields are not as they have to be', fields)
}
