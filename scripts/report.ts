import { z } from 'zod'

/** How a check ended; `note` says it in words where the numbers alone would mislead. */
export type Counts = { passed: number; failed: number; skipped: number; note?: string }

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
})

/**
 * Counts from vitest's JSON report and its exit status. A file that broke before its tests, an error outside every test,
 * a report that is missing and a project without a single test each count as one failure: none may pass for done.
 */
export function readReport(text: string | null, status: number): Counts {
  const parsed = report.safeParse(text === null ? null : JSON.parse(text))
  if (!parsed.success)
    return { passed: 0, failed: 1, skipped: 0, note: `no report, status ${status}: counted as failed` }

  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults } = parsed.data
  const skipped = numPendingTests + numTodoTests
  if (passed + numFailedTests + skipped === 0 && testResults.length === 0) {
    return { passed: 0, failed: 1, skipped: 0, note: 'ran 0 tests: counted as failed' }
  }
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length
  const failed = numFailedTests + brokenFiles
  if (failed === 0 && status !== 0) {
    return { passed, failed: 1, skipped, note: `${passed} passed, and an error outside the tests: counted as failed` }
  }
  return { passed, failed, skipped }
}
