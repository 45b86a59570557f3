import { describe, expect, it } from 'vitest'
import { readReport } from './report.ts'

describe("what npm test makes of vitest's report", () => {
  it('counts tests', () => {
    expect(readReport(report({ passed: ['passed', 'passed', 'pending'] }), 0)).toEqual({
      passed: 2,
      failed: 0,
      skipped: 1,
    })
  })

  it('names what failed', () => {
    const failures = ['a.test.ts > a test\nexpected 1 to be 2']
    expect(readReport(report({ failed: ['passed', 'failed'] }), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      failures,
    })
    expect(readReport(report({ failed: [] }), 1).failures).toEqual(['a.test.ts\nno such module'])
  })

  it('counts a file that broke before its tests', () => {
    expect(readReport(report({ failed: [] }), 1)).toMatchObject({ failed: 1 })
  })

  it('counts an error outside every test', () => {
    expect(readReport(report({ passed: ['passed'] }), 1)).toMatchObject({ passed: 1, failed: 1 })
  })

  it('lets neither no tests nor no report pass for done', () => {
    expect(readReport(report({}), 0)).toMatchObject({ passed: 0, failed: 1, note: expect.stringContaining('ran 0') })
    expect(readReport(null, 1)).toMatchObject({ passed: 0, failed: 1 })
  })
})

/** A report with one file of each given status, whose tests ended as listed. */
function report(files: Partial<Record<'passed' | 'failed', string[]>>): string {
  const statuses = Object.values(files).flat()
  const count = (wanted: string) => statuses.filter((status) => status === wanted).length
  return JSON.stringify({
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('pending'),
    numTodoTests: 0,
    testResults: Object.entries(files).map(([status, tests]) => ({
      name: 'a.test.ts',
      status,
      message: status === 'failed' && tests.length === 0 ? 'no such module' : '',
      assertionResults: tests.map((test) => ({
        status: test,
        fullName: 'a test',
        failureMessages: test === 'failed' ? ['expected 1 to be 2'] : [],
      })),
    })),
  })
}
