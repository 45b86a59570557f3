import { defineConfig } from 'vitest/config'

const minute = 60_000

/** Stories that need running parts. What is waited for comes when it comes: vitest alone would give it one second. */
const stories = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 2 * minute,
    expect: { poll: { timeout: minute / 2 } },
  },
})

/** Unit tests stand beside their source; stories are in test/, one project each. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Property tests run thousands of cases; on a machine with other work they need more than the usual 5 s.
          testTimeout: minute / 2,
          expect: { poll: { timeout: minute / 3 } },
          include: [
            '{devices,gateway,server,demo,scripts}/**/*.test.ts',
            'dashboard/*.test.ts',
            'dashboard/src/**/*.test.ts',
            'test/*.test.ts',
            'test/nights/**/*.test.ts',
          ],
        },
      },
      stories('contract', minute),
      stories('scenarios', minute),
      stories('faults', 5 * minute),
      stories('browser', 3 * minute),
      // What measures time in the browser: run alone and last, so that other work is not what is measured.
      stories('timed', 3 * minute),
    ],
  },
})
