import { describe, expect, it } from 'vitest'
import { foldPolicy } from './incident.ts'
import { courseOf } from './over.ts'

const minute = 60_000
const at = (minutes: number) => Date.UTC(2026, 0, 9, 3) + minutes * minute
const street = { gatewayId: null, gatewayLost: false, lastRaisedAt: at(0), behindLost: [] }
const behindGateway = { gatewayId: 'g', gatewayLost: true, lastRaisedAt: at(0), behindLost: [] }

describe('an outage is over', () => {
  it('when everything is back, at once', () => {
    expect(courseOf({ ...street, out: 0 }, foldPolicy, at(1))).toEqual({ is: 'back' })
    expect(courseOf({ ...behindGateway, out: 0 }, foldPolicy, at(1))).toEqual({ is: 'back' })
  })

  it('when few are left and nothing new has come for half an hour, not before', () => {
    expect(courseOf({ ...street, out: 9 }, foldPolicy, at(29))).toEqual({ is: 'runs', lookAt: at(30) })
    expect(courseOf({ ...street, out: 9 }, foldPolicy, at(30))).toEqual({ is: 'faded' })
    expect(courseOf({ ...street, out: 10 }, foldPolicy, at(30))).toEqual({ is: 'runs', lookAt: null })
  })

  it('behind a gateway only when that is back', () => {
    expect(courseOf({ ...behindGateway, out: 1 }, foldPolicy, at(600))).toEqual({ is: 'runs', lookAt: null })
    expect(courseOf({ ...behindGateway, gatewayLost: false, out: 1 }, foldPolicy, at(600))).toEqual({ is: 'faded' })
  })

  it('in its area, once what is left is behind a gateway that was lost in the middle of it', () => {
    const left = (out: number, ...behind: number[]) => ({
      ...street,
      out,
      behindLost: behind.map((count, i) => ({ gatewayId: `g${i}`, out: count })),
    })
    expect(courseOf(left(5, 4), foldPolicy, at(29))).toEqual({ is: 'runs', lookAt: at(30) })
    expect(courseOf(left(5, 4), foldPolicy, at(30))).toEqual({ is: 'narrows', gatewayId: 'g0' })
    expect(courseOf(left(40, 38, 2), foldPolicy, at(30))).toEqual({ is: 'narrows', gatewayId: 'g0' })
    expect(courseOf(left(40, 20), foldPolicy, at(30))).toEqual({ is: 'runs', lookAt: null })
    // A gateway that nothing is behind is a device like any other.
    expect(courseOf(left(5, 1), foldPolicy, at(30))).toEqual({ is: 'faded' })
  })
})
