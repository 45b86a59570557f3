export const residents = {}
