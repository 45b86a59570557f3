import { defineConfig } from 'vitest/config'

/** Unit tests stand beside their source; stories that need running parts are in test/, one project each. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Property tests run thousands of cases; on a machine with other work they need more than the usual 5 s.
          testTimeout: 30_000,
          include: [
            '{devices,gateway,server,demo,scripts}/**/*.test.ts',
            'dashboard/src/**/*.test.ts',
            'test/rooms.test.ts',
            'test/nights/**/*.test.ts',
          ],
        },
      },
      {
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
      },
      {
        test: {
          name: 'scenarios',
          include: ['test/scenarios/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'faults', include: ['test/faults/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 120_000 } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 120_000 } },
      // What measures time in the browser: run alone and last, so that other work is not what is measured.
      { test: { name: 'timed', include: ['test/timed/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 120_000 } },
    ],
  },
})
