/** Who did something, as stories name them. */
type Acting<K extends string> = { kind: K; id: string; name: string }

export const hub: Acting<'hub'> = { kind: 'hub', id: 'hub', name: 'Carebell' }
export const person = ({ id, name }: { id: string; name: string }): Acting<'person'> => ({ kind: 'person', id, name })
