import type { TestHub } from './hub.ts'

/** One value of /metrics; 0 where there is none. */
export async function metric(hub: Pick<TestHub, 'http'>, name: string): Promise<number> {
  const text = await (await fetch(`${hub.http}/metrics`)).text()
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0)
}
