/**
 * How much longer a road is than the line between its ends: national averages lie between 1.2 and 1.4 (Ballou, Rahardja,
 * Sakai, "Selected country circuity factors for road travel distance estimation", Transportation Research A 36, 2002).
 */
const detour = 1.3

/**
 * Kilometres an hour, door to door, of a care worker on an electric bicycle. An assumption of ours: GB 17761-2018 lets it go
 * 25, and lights and stairs take their part.
 */
const speedKmh = 20

const metresAMinute = (speedKmh * 1_000) / 60 / detour

/** The service's promise (十五分钟服务圈): somebody is there within so many minutes. */
export const circleMinutes = 15

/** About how many minutes somebody needs for that many metres as the crow flies; rounded up, at least one. */
export const minutesFor = (metres: number): number => Math.max(1, Math.ceil(metres / metresAMinute))
