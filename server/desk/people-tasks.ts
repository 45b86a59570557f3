import type { DeskDeps } from './deps.ts'
import { lookIn } from './look-in.ts'
import { maintenanceGoesOn, modeEnds, modeUnanswered } from './modes.ts'
import { maintenanceOver } from './over.ts'
import { visitDue } from './visit-turns.ts'

/** What is due about people and their devices: jobs call these. Running one twice, or late, changes nothing more. */
export const createPeopleTasks = (deps: DeskDeps & { residentsChanged(ids: string[]): Promise<void> }) => ({
  lookIn: lookIn(deps),
  maintenanceOver: maintenanceOver(deps),
  maintenanceGoesOn: maintenanceGoesOn(deps),
  modeEnds: modeEnds(deps),
  modeUnanswered: modeUnanswered(deps),
  visitDue: visitDue(deps),
})
export type PeopleTasks = ReturnType<typeof createPeopleTasks>
