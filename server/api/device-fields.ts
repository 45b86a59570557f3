import type { z } from 'zod'
import type { DeviceChange, NewDevice } from '../contract/devices.ts'
import { inArea } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { ServiceError } from '../core/errors.ts'
import type { ApiDeps } from './deps.ts'
import { areaWithin } from './sight.ts'

export type WantedDevice = z.output<typeof NewDevice>
type Kind = WantedDevice['kind']

/** What a kind of device promises when nobody says otherwise. */
const defaultsOf: Record<Kind, { power: 'mains' | 'battery'; beatSeconds: number }> = {
  call_button: { power: 'battery', beatSeconds: 86_400 },
  fall_sensor: { power: 'battery', beatSeconds: 300 },
  bed: { power: 'mains', beatSeconds: 60 },
  gateway: { power: 'mains', beatSeconds: 60 },
  sensor: { power: 'battery', beatSeconds: 3600 },
}

/** A whole row, so that many of them can be one statement. */
export function newDeviceRow(
  wanted: WantedDevice,
  areaId: string,
  secret: { salt: Buffer; hash: Buffer },
  now: number,
) {
  return {
    id: wanted.id,
    kind: wanted.kind,
    model: wanted.model ?? '',
    location: wanted.location ?? '',
    resident_id: wanted.residentId ?? null,
    area_id: areaId,
    gateway_id: wanted.gatewayId ?? null,
    power: wanted.power ?? defaultsOf[wanted.kind].power,
    beat_seconds: wanted.beatSeconds ?? defaultsOf[wanted.kind].beatSeconds,
    enabled: wanted.enabled ?? true,
    secret_salt: secret.salt,
    secret_hash: secret.hash,
    created_at: new Date(now),
  }
}

/** The columns that are given, and only those. */
export function deviceColumns(wanted: z.output<typeof DeviceChange>) {
  return {
    ...(wanted.kind === undefined ? {} : { kind: wanted.kind }),
    ...(wanted.model === undefined ? {} : { model: wanted.model }),
    ...(wanted.location === undefined ? {} : { location: wanted.location }),
    ...(wanted.residentId === undefined ? {} : { resident_id: wanted.residentId }),
    ...(wanted.gatewayId === undefined ? {} : { gateway_id: wanted.gatewayId }),
    ...(wanted.power === undefined ? {} : { power: wanted.power }),
    ...(wanted.beatSeconds === undefined ? {} : { beat_seconds: wanted.beatSeconds }),
    ...(wanted.enabled === undefined ? {} : { enabled: wanted.enabled }),
  }
}

/**
 * The area a device is in: where its resident lives, else the one given, else `otherwise`.
 * Throws `invalid` for a resident or area out of reach, and for an area that isn't the resident's.
 */
export async function areaOfDevice(
  deps: ApiDeps,
  actor: Actor,
  wanted: { residentId?: string | null | undefined; areaId?: string | undefined },
  otherwise: string,
): Promise<string> {
  if (wanted.residentId === null || wanted.residentId === undefined)
    return (await areaWithin(deps, actor, wanted.areaId ?? otherwise)).id
  const home = (await deps.queries.residents.areasOf(deps.db, [wanted.residentId])).get(wanted.residentId)
  if (home === undefined || !inArea(actor, home.areaPath)) throw noSuch('residentId', 'resident')
  if (wanted.areaId !== undefined && wanted.areaId !== home.areaId)
    throw new ServiceError('invalid', 'a device is where its resident lives', [
      { field: 'areaId', message: 'is not the area of the resident' },
    ])
  return home.areaId
}

/** Throws `invalid` unless the gateway exists within reach, is one, and is not the device itself. */
export async function checkedGateway(
  deps: ApiDeps,
  actor: Actor,
  deviceId: string,
  gatewayId: string | null | undefined,
): Promise<void> {
  if (gatewayId === null || gatewayId === undefined) return
  const gateway = (await deps.queries.devices.existing(deps.db, [gatewayId])).get(gatewayId)
  if (gateway === undefined || gateway.kind !== 'gateway' || gatewayId === deviceId || !inArea(actor, gateway.areaPath))
    throw noSuch('gatewayId', 'gateway')
}

const noSuch = (field: string, what: string) =>
  new ServiceError('invalid', `there is no such ${what} within your area`, [{ field, message: `no such ${what}` }])
