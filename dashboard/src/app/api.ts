import type { Page, Problem } from '../../../server/contract/common.ts'

/** What the hub refused, in its own words: `code` is stable, `fields` name what to correct. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly fields: readonly { field: string; message: string }[]
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.fields = problem.errors ?? []
  }
}

/** The hub could not be reached at all, or did not answer in time. */
export class HubUnreachable extends Error {
  constructor() {
    super('the hub does not answer')
    this.name = 'HubUnreachable'
  }
}

/** The hub says that it is not there, or not for this role: anything else is worth asking again. */
export const isHidden = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 403 || error.status === 404)

const answerWithinMs = 15_000

const uploadedWithinMs = 180_000

function bodyOf(body: unknown): RequestInit {
  if (body === undefined) return {}
  if (body instanceof Blob) return { headers: { 'content-type': body.type || 'application/octet-stream' }, body }
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** Asks any path of the hub's. Throws ApiProblem or HubUnreachable. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    signal: AbortSignal.timeout(body instanceof Blob ? uploadedWithinMs : answerWithinMs),
    ...bodyOf(body),
  }).catch(() => {
    throw new HubUnreachable()
  })
  if (!response.ok) throw new ApiProblem(await problemOf(response))
  const text = await response.text()
  const answer: T = text === '' ? null : JSON.parse(text)
  return answer
}

async function problemOf(response: Response): Promise<Problem> {
  const said: Partial<Problem> & { message?: string } = await response.json().catch(() => ({}))
  return {
    type: said.type ?? 'about:blank',
    title: said.title ?? said.message ?? response.statusText,
    status: response.status,
    code: said.code ?? String(response.status),
    ...(said.detail === undefined ? {} : { detail: said.detail }),
    ...(said.errors === undefined ? {} : { errors: said.errors }),
  }
}

export type Filters = Record<string, string | number | boolean | undefined>

function withFilters(path: string, filters: Filters): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined && value !== '') query.set(name, String(value))
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Paths are below /api/v1: `api.get<Resident>('/residents/…')`. All throw ApiProblem or HubUnreachable. */
export const api = {
  get: <T>(path: string, filters: Filters = {}) => ask<T>('GET', `/api/v1${withFilters(path, filters)}`),
  post: <T>(path: string, body: unknown = {}) => ask<T>('POST', `/api/v1${path}`, body),
  /** A file as it is, as the body: it may take its time. */
  upload: <T>(path: string, file: Blob, filters: Filters) =>
    ask<T>('POST', `/api/v1${withFilters(path, filters)}`, file),
  patch: <T>(path: string, body: unknown) => ask<T>('PATCH', `/api/v1${path}`, body),
  put: <T>(path: string, body: unknown) => ask<T>('PUT', `/api/v1${path}`, body),
  delete: <T>(path: string) => ask<T>('DELETE', `/api/v1${path}`),
  /** Every page of a list, in order. */
  async all<T>(path: string, filters: Filters = {}): Promise<T[]> {
    const items: T[] = []
    let cursor: string | undefined
    do {
      const page: Page<T> = await api.get<Page<T>>(path, { limit: 200, ...filters, cursor })
      items.push(...page.items)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return items
  },
}

/** better-auth stands beside the versioned API. */
export const authApi = {
  signIn: (email: string, password: string) => ask<unknown>('POST', '/api/auth/sign-in/email', { email, password }),
  signOut: () => ask<unknown>('POST', '/api/auth/sign-out', {}),
}
