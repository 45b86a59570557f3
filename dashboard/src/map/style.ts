import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { MapGround } from '../../../server/contract/map.ts'

/** The colours of tokens.css as they now are. */
export type Ink = Record<
  'paper' | 'surface' | 'line' | 'lineStrong' | 'ink' | 'ink2' | 'ink3' | 'p1' | 'p2' | 'p3' | 'p4' | 'onP',
  string
>

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(`--cb-${name}`).trim()
  return {
    paper: token('paper'),
    surface: token('surface'),
    line: token('line'),
    lineStrong: token('line-strong'),
    ink: token('ink'),
    ink2: token('ink-2'),
    ink3: token('ink-3'),
    p1: token('p1'),
    p2: token('p2'),
    p3: token('p3'),
    p4: token('p4'),
    onP: token('on-p'),
  }
}

/** What lies under everything: a style from elsewhere, tiles from elsewhere, or nothing but paper. */
export function groundStyle(ground: MapGround, ink: Ink): StyleSpecification | string {
  if (ground.style !== null) return ground.style
  const plain: LayerSpecification = { id: 'paper', type: 'background', paint: { 'background-color': ink.paper } }
  if (ground.tiles === null) return { version: 8, sources: {}, layers: [plain] }
  const { tiles, attribution } = ground
  return {
    version: 8,
    sources: {
      ground: {
        type: 'raster',
        tiles: [tiles],
        tileSize: 256,
        maxzoom: 18,
        ...(attribution === null ? {} : { attribution }),
      },
    },
    layers: [plain, { id: 'ground', type: 'raster', source: 'ground' }],
  }
}

const text = { 'text-font': ['sans-serif'], 'text-allow-overlap': true }

/** What the map shows, from the bottom up. Colour is for priorities: everything else is ink. */
export const layersOf = (ink: Ink): LayerSpecification[] => [
  { id: 'areas', type: 'fill', source: 'areas', paint: { 'fill-color': ink.surface, 'fill-opacity': 0.75 } },
  { id: 'area-edges', type: 'line', source: 'areas', paint: { 'line-color': ink.lineStrong, 'line-width': 1 } },
  {
    id: 'outages',
    type: 'line',
    source: 'outages',
    paint: { 'line-color': ink.p4, 'line-width': 4, 'line-dasharray': [2, 1.2] },
  },
  {
    id: 'area-names',
    type: 'symbol',
    source: 'names',
    layout: { 'text-font': ['sans-serif'], 'text-field': ['get', 'name'], 'text-size': 13, 'text-offset': [0, 1.7] },
    paint: { 'text-color': ink.ink2, 'text-halo-color': ink.paper, 'text-halo-width': 2 },
  },
  {
    id: 'crowds',
    type: 'circle',
    source: 'homes',
    filter: ['has', 'point_count'],
    paint: {
      'circle-color': ink.surface,
      'circle-stroke-color': ink.ink3,
      'circle-stroke-width': 1.5,
      'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'point_count']], 0.3, 11, 4.5, 34],
    },
  },
  {
    id: 'crowd-counts',
    type: 'symbol',
    source: 'homes',
    filter: ['has', 'point_count'],
    layout: { ...text, 'text-field': ['get', 'point_count_abbreviated'], 'text-size': 12 },
    paint: { 'text-color': ink.ink },
  },
  {
    id: 'homes',
    type: 'circle',
    source: 'homes',
    filter: ['!', ['has', 'point_count']],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 3, 17, 7],
      'circle-color': ['match', ['get', 'state'], 0, ink.ink3, ink.surface],
      'circle-stroke-color': ['match', ['get', 'state'], 2, ink.ink, ink.ink3],
      'circle-stroke-width': ['match', ['get', 'state'], 2, 3, 1.5],
    },
  },
  {
    id: 'help',
    type: 'symbol',
    source: 'help',
    layout: {
      ...text,
      'icon-image': ['get', 'mark'],
      'icon-allow-overlap': true,
      'text-field': ['get', 'name'],
      'text-size': 12,
      'text-anchor': 'top',
      'text-offset': [0, 0.9],
      'text-optional': true,
    },
    paint: { 'text-color': ink.ink, 'text-halo-color': ink.paper, 'text-halo-width': 2 },
  },
  {
    id: 'alerts',
    type: 'symbol',
    source: 'alerts',
    layout: {
      'icon-image': ['concat', 'p', ['get', 'priority']],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': ['-', 0, ['get', 'priority']],
    },
  },
]
