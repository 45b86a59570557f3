/** As whom the hub itself acts, in every story. */
export const hub = { kind: 'hub', id: 'hub', name: 'Carebell' } as const
