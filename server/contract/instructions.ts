import { z } from 'zod'
import { alertKinds } from '../core/alert/alert.ts'
import { Id, Instant } from './common.ts'

const words = z.string().trim().min(1).max(500)
/** One thing to do, in both languages. */
const InstructionStep = z.object({ zh: words, en: words })

/** What to do for one kind of alert in an area. */
export const Instruction = z
  .object({
    kind: z.enum(alertKinds),
    steps: z.array(InstructionStep),
    /** The area that says so; null for what holds everywhere unless somebody says otherwise. */
    from: z.object({ areaId: Id, areaName: z.string(), changedAt: Instant }).nullable(),
  })
  .meta({ id: 'Instruction' })
export type Instruction = z.infer<typeof Instruction>

export const WriteInstruction = z
  .object({
    areaId: Id,
    steps: z
      .array(InstructionStep)
      .max(20)
      .refine((steps) => new Set(steps.map(({ zh }) => zh)).size === steps.length, 'every step once'),
  })
  .meta({ id: 'WriteInstruction' })
