export const alert = {}
