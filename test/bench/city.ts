import type { ImportResult } from '../../server/contract/imports.ts'
import { signIn } from '../harness/client.ts'
import type { TestHub } from '../harness/hub.ts'
import type { Figure } from './figures.ts'
import type { Secret } from './load/orders.ts'

export type City = { buttons: Secret[]; beds: Secret[]; figures: Figure[] }

/** So many buttons and beds, registered through the public CSV import, and how long that took. */
export async function buildCity(hub: TestHub, count: { buttons: number; beds: number }): Promise<City> {
  const startedAt = performance.now()
  const beds = await registerDevices(hub, 'bed', 'bench-bed', count.beds)
  const buttons = await registerDevices(hub, 'call_button', 'bench-button', count.buttons)
  const seconds = (performance.now() - startedAt) / 1000
  const all = beds.length + buttons.length
  return {
    beds,
    buttons,
    figures: [{ name: `${all} devices imported from CSV, each with its own secret`, value: seconds, unit: 's' }],
  }
}

/** Registers devices through the public CSV import, 5,000 at a time. */
export async function registerDevices(
  hub: TestHub,
  kind: 'bed' | 'call_button',
  prefix: string,
  count: number,
): Promise<Secret[]> {
  const { token } = await signIn(hub.http)
  const secrets: Secret[] = []
  for (let from = 0; from < count; from += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, count - from) }, (_, i) => `${prefix}-${from + i + 1},${kind}`)
    const response = await fetch(`${hub.http}/api/v1/devices/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
      body: ['id,kind', ...rows].join('\n'),
    })
    if (!response.ok) throw new Error(`import: ${response.status} ${await response.text()}`)
    const result = (await response.json()) as ImportResult
    secrets.push(...(result.secrets ?? []).map(({ deviceId, secret }) => ({ id: deviceId, secret })))
  }
  if (secrets.length !== count) throw new Error(`${secrets.length} of ${count} devices were registered`)
  return secrets
}
