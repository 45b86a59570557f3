import { z } from 'zod'
import { Problem } from '../contract/common.ts'
import type { ProblemStatus } from './problem.ts'

const meanings: Record<ProblemStatus, string> = {
  400: 'The body is not valid JSON, or the request is not valid HTTP.',
  401: 'Not signed in, or the session is over.',
  403: 'This role may not do this, or not here.',
  404: 'There is no such thing within your area.',
  405: 'The path has no such method.',
  409: 'Not as things stand: `code` says why (already_claimed, illegal_transition, changed_meanwhile, ticket_open, no_speech, duplicate, nobody_available).',
  413: 'The body is too large.',
  415: 'The content type is not one this route takes.',
  422: 'A parameter or field is not as it has to be; `errors` names each.',
  429: 'Too many requests.',
  500: 'Something nobody foresaw. Logged under the request id.',
  503: 'The hub can not do this right now, usually because the database is away.',
}

/** One problem, as the document says it. */
export const problem = (status: ProblemStatus) => ({
  description: meanings[status],
  content: { 'application/problem+json': { schema: Problem } },
})

/**
 * Everything a route answers: its success, what every route behind the sign-in may say, and what is its own.
 * Only the success is in the type: problems are thrown, and written in one place.
 */
export function answers<S extends z.ZodType>(schema: S, description: string, ...own: readonly ProblemStatus[]) {
  return { ...problems(own), 200: { description, content: { 'application/json': { schema } } } }
}

/** The same for what makes something new. */
export function created<S extends z.ZodType>(schema: S, description: string, ...own: readonly ProblemStatus[]) {
  return { ...problems(own), 201: { description, headers: located, content: { 'application/json': { schema } } } }
}

function problems(own: readonly ProblemStatus[]): object {
  const all: readonly ProblemStatus[] = [401, 403, ...own, 422, 500, 503]
  return Object.fromEntries([...new Set(all)].map((status) => [status, problem(status)]))
}

/** The additional problems of a route that takes a JSON body. */
export const withBody = [400, 413, 415] as const satisfies readonly ProblemStatus[]

/** A JSON body that has to be there. */
export const jsonBody = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  content: { 'application/json': { schema } },
})

const located = z.object({ location: z.string().meta({ description: 'Where the new thing is.' }) })
