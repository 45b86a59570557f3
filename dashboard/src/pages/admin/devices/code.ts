import type { DeviceKind } from '../../../app/domain.ts'

/** What a label of ours says about a device. Everything but the id may be missing on somebody else's. */
export type DeviceCode = { id: string; kind?: DeviceKind; model?: string; secret?: string }

const kinds = ['call_button', 'fall_sensor', 'bed', 'gateway', 'sensor'] as const
const idOnly = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/

/**
 * Reads what a scanner typed or a camera saw: `carebell:device?id=K3-118&kind=call_button`, also with model and secret;
 * or a bare id, as most makers print it. Null when it is neither.
 */
export function readCode(text: string): DeviceCode | null {
  const said = text.trim()
  const ours = /^carebell:device\?(.*)$/i.exec(said)
  if (ours === null) return idOnly.test(said) ? { id: said } : null
  const fields = new URLSearchParams(ours[1])
  const id = fields.get('id')?.trim() ?? ''
  if (!idOnly.test(id)) return null
  const kind = kinds.find((known) => known === fields.get('kind'))
  const model = fields.get('model')?.trim().slice(0, 100) ?? ''
  const secret = fields.get('secret') ?? ''
  return {
    id,
    ...(kind === undefined ? {} : { kind }),
    ...(model === '' ? {} : { model }),
    ...(secret.length < 16 || secret.length > 128 ? {} : { secret }),
  }
}

/** The text of a label. A secret is never on one: whoever walks past could read it. */
export function writeCode({ id, kind, model }: { id: string; kind: DeviceKind; model: string }): string {
  const fields = new URLSearchParams({ id, kind, ...(model === '' ? {} : { model }) })
  return `carebell:device?${fields}`
}
