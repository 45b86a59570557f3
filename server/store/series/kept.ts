/** How long each class of the record is kept, in days. What is older goes with its partition. */
export const keptDays = {
  /** Every reading as it was measured. */
  readings: 90,
  /** Minutes: sum, least, most, number. */
  minutes: 400,
  /** Hours: the same. Ten years. */
  hours: 3_653,
  /** What InfluxDB refused: as long as readings, counted from the refusal. Until then it can be put back (docs/adr/0009). */
  refused: 90,
} as const
