import type { z } from 'zod'
import { Problem, page } from '../server/contract/common.ts'

/** The hub's API, spoken as anybody speaks it: over HTTP, signed in, answers checked against the contract. */
export type Api = {
  get<T extends z.ZodType>(path: string, answer: T): Promise<z.infer<T>>
  post<T extends z.ZodType>(path: string, body: object, answer: T): Promise<z.infer<T>>
  patch<T extends z.ZodType>(path: string, body: object, answer: T): Promise<z.infer<T>>
  /** All pages of a list. */
  all<T extends z.ZodType>(path: string, item: T): Promise<z.infer<T>[]>
}

/** Signs in with e-mail and password. Throws what the hub answered when it says no. */
export const signIn = async (url: string, email: string, password: string): Promise<Api> => {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    // Node's fetch looks like a browser's, and of a browser the hub asks where the page came from.
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  })
  const answered: unknown = await response.json().catch(() => null)
  const token = typeof answered === 'object' && answered !== null && 'token' in answered ? answered.token : null
  if (!response.ok || typeof token !== 'string')
    throw new Error(`${email} can not sign in: ${response.status} ${JSON.stringify(answered)}`)
  return apiWith(`${url}/api/v1`, token)
}

const apiWith = (base: string, token: string): Api => {
  const ask = async <T extends z.ZodType>(method: string, path: string, body: object | null, answer: T) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const json: unknown = await response.json().catch(() => null)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${problemOf(json)}`)
    return answer.parse(json)
  }
  const api: Api = {
    get: (path, answer) => ask('GET', path, null, answer),
    post: (path, body, answer) => ask('POST', path, body, answer),
    patch: (path, body, answer) => ask('PATCH', path, body, answer),
    all: async (path, item) => {
      const items: z.infer<typeof item>[] = []
      let cursor: string | null = null
      do {
        const query = new URLSearchParams({ limit: '500', ...(cursor && { cursor }) })
        const answered = await api.get(`${path}?${query}`, page(item))
        items.push(...answered.items)
        cursor = answered.nextCursor
      } while (cursor !== null)
      return items
    },
  }
  return api
}

const problemOf = (json: unknown): string => {
  const problem = Problem.safeParse(json)
  if (!problem.success) return JSON.stringify(json)
  const { code, detail, title, errors = [] } = problem.data
  return `${code}: ${detail ?? title} ${errors.map(({ field, message }) => `${field} ${message}`).join('; ')}`
}
