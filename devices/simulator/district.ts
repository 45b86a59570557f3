/** A district of a city that is on no map. */
export type Community = { name: string; street: string; road: string; lat: number; lon: number }

export const city = {
  name: '临澜市',
  district: '望湖区',
  lat: 30.872,
  lon: 120.415,
  timezone: 'Asia/Shanghai',
} as const

/** All of the district keeps one time; China has no summer time. */
export const zoneOffsetMs = 8 * 3_600_000

export const communities: readonly [Community, ...Community[]] = [
  { name: '春晖社区', street: '柳堤街道', road: '柳堤路', lat: 30.8781, lon: 120.4032 },
  { name: '兰亭社区', street: '柳堤街道', road: '采荷路', lat: 30.8753, lon: 120.4118 },
  { name: '望江社区', street: '柳堤街道', road: '望江东路', lat: 30.8809, lon: 120.4157 },
  { name: '桂苑社区', street: '石桥街道', road: '桂花巷', lat: 30.8702, lon: 120.4209 },
  { name: '石桥社区', street: '石桥街道', road: '石桥中路', lat: 30.8661, lon: 120.4271 },
  { name: '听泉社区', street: '石桥街道', road: '听泉弄', lat: 30.8637, lon: 120.4186 },
  { name: '明德社区', street: '书院街道', road: '书院路', lat: 30.8688, lon: 120.4051 },
  { name: '青云社区', street: '书院街道', road: '青云街', lat: 30.8649, lon: 120.3984 },
]
