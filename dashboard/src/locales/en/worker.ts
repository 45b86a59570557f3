export const worker = {}
