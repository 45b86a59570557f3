import { z } from 'zod'
import { Id } from './common.ts'
import { areaLevels } from './people.ts'

/** What lies under the points. With neither, a plain ground is drawn and nothing is fetched from anywhere. */
export const MapGround = z
  .object({
    /** A MapLibre style. */
    style: z.url().nullable(),
    /** Raster tiles, `{z}` `{x}` `{y}` in the address. */
    tiles: z.string().nullable(),
    attribution: z.string().nullable(),
  })
  .meta({ id: 'MapGround' })
export type MapGround = z.infer<typeof MapGround>

/** 0 at home, 1 away (in hospital, on holiday), 2 one of their devices is out of supervision. */
export const pointStates = ['home', 'away', 'silent'] as const

/** The homes of an area and below, as columns: the n-th of each belong together, sorted by area in the order of `areas`. */
export const MapPoints = z
  .object({
    areas: z.array(
      z.object({
        id: Id,
        name: z.string(),
        level: z.enum(areaLevels),
        path: z.string(),
        /** Residents of the area itself, and how many of them are on the map. */
        residents: z.int(),
        placed: z.int(),
      }),
    ),
    id: z.array(Id),
    lat: z.array(z.number()),
    lon: z.array(z.number()),
    /** An index into home, away, silent. */
    state: z.array(z.int().min(0).max(2)),
  })
  .meta({ id: 'MapPoints' })
export type MapPoints = z.infer<typeof MapPoints>
