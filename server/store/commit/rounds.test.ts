import { expect, it } from 'vitest'
import type { Priority } from '../../core/alert/alert.ts'
import type { RaiseChange } from './batch.ts'
import { alertRounds } from './rounds.ts'

const raised = (priority: Priority, rule: string): RaiseChange => ({
  change: 'raise',
  id: rule,
  where: { deviceNo: 1, deviceId: 'bed-1', residentId: null, areaId: 'a', areaPath: '/a/' },
  kind: 'vitals',
  priority,
  happenedAt: 1_000,
  receivedAt: 2_000,
  late: false,
  why: { rule, ruleVersion: 1, limits: {}, seen: [] },
  actor: { kind: 'hub', id: 'hub', name: 'hub' },
  times: 1,
  data: { priority },
  escalate: [{ step: 1, at: priority * 1_000 }],
})

it('two that say the same thing in one commit are one, told as the more urgent of them', () => {
  const [urgent, emergency] = [raised(2, 'urgent'), raised(1, 'emergency')]
  const { why, data, escalate } = emergency
  for (const both of [
    [urgent, emergency],
    [emergency, urgent],
  ]) {
    const id = both[0]?.id
    expect(alertRounds(both)).toEqual([[{ ...urgent, id, times: 2, priority: 1, why, data, escalate }]])
  }
})
