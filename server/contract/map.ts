import { z } from 'zod'
import { PriorityNumber } from './alerts.ts'
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

/** In how many directions it is said how far the homes of an area reach, counter-clockwise from east. */
export const directions = 16

/** What is known at once: the areas, how many live there, and what ground their homes take. */
export const MapAreas = z
  .object({
    /** Sorted by path: an area stands before those within it. */
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        level: z.enum(areaLevels),
        path: z.string(),
        /** Residents of the area itself, and how many of them are on the map. */
        residents: z.int(),
        placed: z.int(),
        /** Amid its own homes, degrees; null without any on the map. */
        middle: z.object({ lat: z.number(), lon: z.number() }).nullable(),
        /** The largest `lon × cos + lat × sin` of its own homes, degrees, in each of 16 directions from east by north. */
        reach: z.array(z.number()).length(directions).nullable(),
      }),
    ),
  })
  .meta({ id: 'MapAreas' })
export type MapAreas = z.infer<typeof MapAreas>

/** The homes of an area and below, as columns: the n-th of each belong together. Places in 1/100,000 degree, about a metre. */
export const MapHomes = z
  .object({
    lat: z.array(z.int()),
    lon: z.array(z.int()),
    /** 0 at home, 1 away (in hospital, on holiday), 2 one of their devices is out of supervision. */
    state: z.array(z.int().min(0).max(2)),
  })
  .meta({ id: 'MapHomes' })
export type MapHomes = z.infer<typeof MapHomes>

/** Open alerts that have a place, as columns; those in a mass outage are the outage's. */
export const MapAlerts = z
  .object({
    id: z.array(Id),
    priority: z.array(PriorityNumber),
    lat: z.array(z.int()),
    lon: z.array(z.int()),
  })
  .meta({ id: 'MapAlerts' })
export type MapAlerts = z.infer<typeof MapAlerts>

/** A place as MapHomes says it. */
export const HomeAt = z.object({
  lat: z.coerce.number().int().min(-9_000_000).max(9_000_000),
  lon: z.coerce.number().int().min(-18_000_000).max(18_000_000),
})

/** Who lives at a place of the map. */
export const MapResidents = z.object({ items: z.array(Id) }).meta({ id: 'MapResidents' })
export type MapResidents = z.infer<typeof MapResidents>
