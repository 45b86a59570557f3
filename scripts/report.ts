import { z } from 'zod'

/** How a check ended; `note` says it in words where the numbers alone would mislead. */
export type Counts = { passed: number; failed: number; skipped: number; note?: string; failures?: readonly string[] }

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string().optional(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})

/**
 * Counts from vitest's JSON report and its exit status. A file that broke before its tests, an error outside every test,
 * a report that is missing and a project without a single test each count as one failure: none may pass for done.
 * `failures` names each with its message: what CI keeps of a long run is its end.
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
  )
  const failed = numFailedTests + brokenFiles.length
  const failures = [
    ...brokenFiles.map(({ name, message = '' }) => `${name}\n${message}`),
    ...testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status: ended }) => ended === 'failed')
        .map(({ fullName = '', failureMessages }) => `${name} > ${fullName}\n${(failureMessages ?? []).join('\n')}`),
    ),
  ]
  if (failed === 0 && status !== 0) {
    return { passed, failed: 1, skipped, note: `${passed} passed, and an error outside the tests: counted as failed` }
  }
  return { passed, failed, skipped, ...(failures.length > 0 ? { failures } : {}) }
}
