import type { StaffMade } from '../../server/contract/people.ts'
import { admin } from './hub.ts'

/** A signed-in client of the HTTP API: throws with the problem's text on anything but a 2xx. */
export type Client = {
  token: string
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  /** The raw answer, whatever its status. */
  ask(method: string, path: string, body?: unknown): Promise<Response>
}

type Entered = {
  email: string
  password: string
  name: string
  role: string
  areaId: string
  phone?: string
  skills?: string[]
}

/** Somebody new, signed in with this password. */
export async function enterStaff(
  http: string,
  administrator: Client,
  person: Entered,
): Promise<{ staff: StaffMade; client: Client }> {
  const staff = await administrator.post<StaffMade>('/staff', person)
  return { staff, client: await signIn(http, person) }
}

export async function signIn(http: string, who: { email: string; password: string } = admin): Promise<Client> {
  const answer = await fetch(`${http}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: who.email, password: who.password }),
  })
  const token = answer.headers.get('set-auth-token')
  if (!answer.ok || token === null) throw new Error(`sign-in as ${who.email}: ${answer.status} ${await answer.text()}`)
  const ask = (method: string, path: string, body?: unknown) =>
    fetch(`${http}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await ask(method, path, body)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  return {
    token,
    ask,
    get: (path) => json('GET', path),
    post: (path, body = {}) => json('POST', path, body),
    patch: (path, body) => json('PATCH', path, body),
  }
}
