import { describe, expect, it } from 'vitest'
import { type Action, inArea, may } from './may.ts'
import { type Actor, type Role, roles } from './roles.ts'

const person = (role: Role, areaPath = '/city/east/'): Actor => ({ id: role, name: role, role, areaId: 'x', areaPath })
const changes: readonly Action[] = [
  'area.write',
  'staff.write',
  'resident.write',
  'resident.change_mode',
  'contact.write',
  'device.write',
  'alert.work',
  'alert.take_over',
  'ticket.dispatch',
  'ticket.work',
  'ticket.fail',
  'ticket.confirm',
]
const here = { areaPath: '/city/east/elm-street/', own: true }

describe('an area', () => {
  const table = [
    ['/city/east/', '/city/east/', true],
    ['/city/east/', '/city/east/elm-street/', true],
    ['/city/east/', '/city/', false],
    ['/city/east/', '/city/eastern/', false],
    ['/city/east/', '/city/west/', false],
    ['', '/city/', false],
    ['/', '/city/', false],
  ] as const
  for (const [own, other, sees] of table)
    it(`${own || 'nothing'} ${sees ? 'holds' : 'doesn’t hold'} ${other}`, () =>
      expect(inArea(person('operator', own), other)).toBe(sees))
})

describe('who may what', () => {
  it('an auditor changes nothing', () => {
    expect(changes.filter((action) => may(person('auditor'), action, here))).toEqual([])
  })
  it('a family changes nothing', () => {
    expect(changes.filter((action) => may(person('family'), action, here))).toEqual([])
  })
  it('a worker does only the work of their own ticket', () => {
    expect(changes.filter((action) => may(person('worker'), action, here))).toEqual(['ticket.work', 'ticket.fail'])
    expect(changes.filter((action) => may(person('worker'), action, { ...here, own: false }))).toEqual([])
  })
  const table: readonly (readonly [Action, readonly Role[]])[] = [
    ['alert.work', ['administrator', 'supervisor', 'operator']],
    ['alert.take_over', ['administrator', 'supervisor']],
    ['ticket.dispatch', ['administrator', 'supervisor', 'operator', 'provider_manager']],
    ['staff.write', ['administrator']],
    ['device.write', ['administrator']],
    ['quarantine.read', ['administrator', 'auditor']],
    ['resident.reveal', ['administrator', 'supervisor', 'operator', 'worker']],
    ['reading.read', ['administrator', 'supervisor', 'operator', 'family', 'auditor']],
  ]
  for (const [action, allowed] of table)
    it(`${action}: ${allowed.join(', ')}`, () =>
      expect(roles.filter((role) => may(person(role), action, here))).toEqual(allowed))

  it('nobody reaches outside their area but a family and a worker to their own', () => {
    const elsewhere = { areaPath: '/city/west/', own: true }
    expect(roles.filter((role) => may(person(role), 'alert.read', elsewhere))).toEqual(['worker', 'family'])
    expect(roles.filter((role) => may(person(role), 'alert.read', { ...elsewhere, own: false }))).toEqual([])
  })
})
