import type { Place } from '../../../../server/contract/common.ts'
import { fromWgs84, inChina } from '../../../../server/core/place/china.ts'

export type MapName = 'amap' | 'baidu' | 'apple' | 'other'
export type MapLink = { map: MapName; href: string }

/**
 * Links that show a home in the maps a phone may have, the likeliest first, each in the system it reads. AMap and Baidu
 * are told that it is WGS 84 and convert it themselves (uri.amap.com `coordinate`, api.map.baidu.com `coord_type`). What
 * answers Apple's address or `geo:` in China reads GCJ-02 without asking, whatever RFC 5870 says of `geo:`.
 */
export function mapLinks(place: Place, label: string): readonly MapLink[] {
  const name = encodeURIComponent(label)
  const local = fromWgs84(place, 'gcj02')
  const at = `${local.lat},${local.lon}`
  const everywhere: MapLink[] = [
    { map: 'apple', href: `https://maps.apple.com/?ll=${at}&q=${name}` },
    { map: 'other', href: `geo:${at}?q=${at}(${name})` },
  ]
  if (!inChina(place)) return everywhere.toReversed()
  const { lat, lon } = place
  return [
    {
      map: 'amap',
      href: `https://uri.amap.com/marker?position=${lon},${lat}&name=${name}&coordinate=wgs84&src=carebell&callnative=1`,
    },
    {
      map: 'baidu',
      href: `https://api.map.baidu.com/marker?location=${lat},${lon}&title=${name}&content=${name}&coord_type=wgs84&output=html&src=carebell`,
    },
    ...everywhere,
  ]
}
