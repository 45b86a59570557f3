import { expect, it } from 'vitest'
import type { TimelineEntry } from '../../../../server/contract/alerts.ts'
import { doneSteps, stepsOf } from './steps.ts'

const entry = (type: TimelineEntry['type'], step: string): TimelineEntry => ({
  seq: 1,
  at: '2026-11-22T03:12:00.000Z',
  type,
  actor: { kind: 'person', id: 'lin', name: '林' },
  alertId: 'a',
  ticketId: null,
  residentId: null,
  deviceId: null,
  incidentId: null,
  data: { step },
})

it("what to do is the person's own lines, then those of the kind in the reader's language; every step once", () => {
  const ofKind = [
    { zh: '拨打老人电话', en: 'Call the resident' },
    { zh: '慢慢说', en: 'Speak slowly' },
  ]
  const steps = stepsOf('听力不好\n\n 慢慢说 ', ofKind, 'en')
  expect(steps.map(({ key, text, of }) => [key, text, of])).toEqual([
    ['听力不好', '听力不好', 'resident'],
    ['慢慢说', '慢慢说', 'resident'],
    ['拨打老人电话', 'Call the resident', 'kind'],
  ])
})

it('a step that was taken back is not done', () => {
  const story = [entry('alert.step_done', 'a'), entry('alert.step_done', 'b'), entry('alert.step_undone', 'a')]
  expect([...doneSteps(story).keys()]).toEqual(['b'])
})
