const never = async () => undefined

/** For jobs that have nothing to do with what is due about people. */
export const noPeopleTasks = {
  maintenance_over: never,
  maintenance_ends: never,
  look_in: never,
  resident_timer: never,
  mode_ends: never,
  mode_unanswered: never,
  stand_down: never,
  visit_due: never,
}
