import { z } from 'zod'

const step = { done: z.boolean(), count: z.int() }

/** How far a station has come on its way to its first call. */
export const Begin = z
  .object({
    /** It can take a call, or has taken one: nothing is left to be led through. */
    ready: z.boolean(),
    /** Its own place: the area it was made with has a name of its own, or others lie in it. */
    areas: z.object(step),
    /** Operators and supervisors; done once one of them has a password of their own. */
    staff: z.object(step),
    residents: z.object(step),
    /** Devices that belong to somebody; done once one of them was heard. */
    devices: z.object(step),
    /** People with a device who have somebody to be told. */
    told: z.object(step),
  })
  .meta({ id: 'Begin' })
export type Begin = z.infer<typeof Begin>
