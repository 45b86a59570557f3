/**
 * Chinese maps do not say where something is in WGS 84, which phones and this hub use: by law they show GCJ-02, some
 * hundred metres away, and Baidu's show BD-09, which is GCJ-02 moved once more. Which of them a number is in can't be
 * seen from the number: whoever pastes it says so. The formulas are the ones everybody uses (coordtransform by wandergis,
 * MIT; eviltransform by googollee, MIT); nobody has published the official one.
 */
export type LatLon = { lat: number; lon: number }

export const placeSystems = ['wgs84', 'gcj02', 'bd09'] as const
export type PlaceSystem = (typeof placeSystems)[number]

/** Krasovsky 1940: half the long axis in metres, and the eccentricity squared. */
const axisMetres = 6_378_245
const eccentricity = 0.006_693_421_622_965_943
const baidu = (Math.PI * 3000) / 180

/** Degrees are kept to this many decimals, about a centimetre: what a formula adds beyond is noise. */
const decimals = 7

/** The same place in WGS 84, to within a metre of the formula. Outside China the systems are one. */
export function toWgs84(place: LatLon, system: PlaceSystem): LatLon {
  switch (system) {
    case 'wgs84':
      return place
    case 'gcj02':
      return rounded(fromGcj02(place))
    case 'bd09':
      return rounded(fromGcj02(fromBd09(place)))
  }
}

/** A place in WGS 84 as a map of that system has it. */
export function fromWgs84(place: LatLon, system: PlaceSystem): LatLon {
  switch (system) {
    case 'wgs84':
      return place
    case 'gcj02':
      return rounded(toGcj02(place))
    case 'bd09':
      return rounded(toBd09(toGcj02(place)))
  }
}

/** The box within which the formula holds, as everybody who uses it draws it. */
export const inChina = ({ lat, lon }: LatLon): boolean =>
  lon > 72.004 && lon < 137.8347 && lat > 0.8293 && lat < 55.8271

function toGcj02(place: LatLon): LatLon {
  if (!inChina(place)) return place
  const { lat, lon } = place
  const [x, y] = [lon - 105, lat - 35]
  const radians = (lat / 180) * Math.PI
  const magic = 1 - eccentricity * Math.sin(radians) ** 2
  const root = Math.sqrt(magic)
  return {
    lat: lat + (north(x, y) * 180) / (((axisMetres * (1 - eccentricity)) / (magic * root)) * Math.PI),
    lon: lon + (east(x, y) * 180) / ((axisMetres / root) * Math.cos(radians) * Math.PI),
  }
}

/** The formula has no inverse to write down: it is gone towards step by step, and three steps are a millimetre. */
function fromGcj02(place: LatLon): LatLon {
  if (!inChina(place)) return place
  let guess = place
  for (let step = 0; step < 4; step += 1) {
    const shown = toGcj02(guess)
    guess = { lat: guess.lat + place.lat - shown.lat, lon: guess.lon + place.lon - shown.lon }
  }
  return guess
}

function toBd09({ lat, lon }: LatLon): LatLon {
  if (!inChina({ lat, lon })) return { lat, lon }
  const far = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * baidu)
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * baidu)
  return { lat: far * Math.sin(angle) + 0.006, lon: far * Math.cos(angle) + 0.0065 }
}

function fromBd09(place: LatLon): LatLon {
  if (!inChina(place)) return place
  const [x, y] = [place.lon - 0.0065, place.lat - 0.006]
  const far = Math.hypot(x, y) - 0.00002 * Math.sin(y * baidu)
  const angle = Math.atan2(y, x) - 0.000003 * Math.cos(x * baidu)
  return { lat: far * Math.sin(angle), lon: far * Math.cos(angle) }
}

const waves = (along: number): number =>
  ((20 * Math.sin(6 * along * Math.PI) + 20 * Math.sin(2 * along * Math.PI)) * 2) / 3

const north = (x: number, y: number): number =>
  -100 +
  2 * x +
  3 * y +
  0.2 * y * y +
  0.1 * x * y +
  0.2 * Math.sqrt(Math.abs(x)) +
  waves(x) +
  ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
  ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3

const east = (x: number, y: number): number =>
  300 +
  x +
  2 * y +
  0.1 * x * x +
  0.1 * x * y +
  0.1 * Math.sqrt(Math.abs(x)) +
  waves(x) +
  ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
  ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3

const rounded = ({ lat, lon }: LatLon): LatLon => ({ lat: to(lat), lon: to(lon) })
const to = (degrees: number): number => Number(degrees.toFixed(decimals))

/**
 * Two numbers as maps give them to copy: `116.397,39.908` (AMap, Baidu), `39.908, 116.397` (Tencent), with 经度/纬度 before
 * them or not. In China the longitude is always the larger; elsewhere latitude stands first. Null when it is no place.
 */
export function pastedPlace(text: string): LatLon | null {
  const numbers = text.normalize('NFKC').match(/[-+]?\d{1,3}(?:\.\d+)?/g)
  if (numbers?.length !== 2) return null
  const [first, second] = numbers.map(Number)
  if (first === undefined || second === undefined) return null
  const lonFirst = inChina({ lat: second, lon: first }) && first > second
  const place = lonFirst || Math.abs(first) > 90 ? { lat: second, lon: first } : { lat: first, lon: second }
  return Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180 ? place : null
}
