/** A place as the API writes it, in degrees of WGS 84; null where either half is missing. */
export const placeOf = (lat: number | null, lon: number | null) => (lat === null || lon === null ? null : { lat, lon })
