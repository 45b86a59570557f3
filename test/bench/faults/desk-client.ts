import type { Account } from './town.ts'

/** What the API answered; `unknown` where the line broke or nothing came in time: it may be done or not. */
export type Answer = { status: number; body: unknown } | 'unknown'

/** Calls the API as somebody, as long as an answer takes up to `withinMs`; a token that ran out is asked for anew. */
export async function ask(
  http: string,
  as: Account,
  method: string,
  path: string,
  body?: unknown,
  withinMs = 8_000,
): Promise<Answer> {
  const once = async (): Promise<Answer> => {
    try {
      const response = await fetch(`${http}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${as.token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(withinMs),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? null : JSON.parse(text) }
    } catch {
      return 'unknown' // whoever asked looks again
    }
  }
  const answer = await once()
  if (answer === 'unknown' || answer.status !== 401) return answer
  return (await signInAgain(http, as)) ? once() : answer
}

async function signInAgain(http: string, as: Account): Promise<boolean> {
  try {
    const response = await fetch(`${http}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: as.email, password: as.password }),
      signal: AbortSignal.timeout(8_000),
    })
    const token = response.headers.get('set-auth-token')
    if (token !== null) as.token = token
    return token !== null
  } catch {
    return false
  }
}
