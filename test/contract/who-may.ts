import { v7 } from 'uuid'
import { type Role, roles } from '../../server/core/access/roles.ts'
import type { Person } from '../harness/api.ts'

/** Two districts of a city, a home in each; everybody of the matrix belongs to the first. */
export type World = {
  residentId: string
  otherResidentId: string
  deviceId: string
  otherDeviceId: string
  alertId: string
  otherAlertId: string
  ticketId: string
  contactId: string
  staffId: string
  areaId: string
}

type Call = (person: Person, world: World) => Promise<{ status: number }>
/** Who gets further than 403, and a request. */
export type Row = readonly [may: readonly Role[], call: Call]

const march = 'from=2026-03-01&to=2026-03-31'
export const night = 'from=2026-11-21T14:00:00Z&to=2026-11-21T22:00:00Z'

const everybody: readonly Role[] = roles
const staff: readonly Role[] = ['administrator', 'supervisor', 'operator', 'provider_manager', 'auditor']
const care: readonly Role[] = ['administrator', 'supervisor', 'operator', 'auditor']
const desk: readonly Role[] = ['administrator', 'supervisor', 'operator']
const dispatch: readonly Role[] = ['administrator', 'supervisor', 'operator', 'provider_manager']
const office: readonly Role[] = ['administrator', 'supervisor']
const figures: readonly Role[] = ['administrator', 'supervisor', 'auditor']
const administrator: readonly Role[] = ['administrator']

/** Answered with what was asked for. The family belongs to the resident and shares everything; the worker has the ticket in hand. */
export const reads: Readonly<Record<string, Row>> = {
  'GET /me': [everybody, (p) => p.get('/me')],
  'GET /begin': [['administrator', 'auditor'], (p) => p.get('/begin')],
  'GET /areas': [everybody, (p) => p.get('/areas')],
  'GET /areas/:id': [everybody, (p, w) => p.get(`/areas/${w.areaId}`)],
  'GET /staff': [staff, (p) => p.get('/staff')],
  'GET /staff/:id': [staff, (p, w) => p.get(`/staff/${w.staffId}`)],
  'GET /residents': [everybody, (p) => p.get('/residents')],
  'GET /residents/:id': [everybody, (p, w) => p.get(`/residents/${w.residentId}`)],
  'GET /residents/:id/contacts': [
    [...care, 'worker', 'family'],
    (p, w) => p.get(`/residents/${w.residentId}/contacts`),
  ],
  'GET /contacts/:id': [[...care, 'worker', 'family'], (p, w) => p.get(`/contacts/${w.contactId}`)],
  'GET /residents/:id/timeline': [
    [...care, 'worker', 'family'],
    (p, w) => p.get(`/residents/${w.residentId}/timeline`),
  ],
  'GET /devices': [everybody, (p) => p.get('/devices')],
  'GET /devices/:id': [everybody, (p, w) => p.get(`/devices/${w.deviceId}`)],
  'GET /devices/:id/readings': [
    [...care, 'family'],
    (p, w) => p.get(`/devices/${w.deviceId}/readings?metric=heart_rate&${night}`),
  ],
  'GET /devices/:id/events': [[...care, 'family'], (p, w) => p.get(`/devices/${w.deviceId}/events`)],
  'GET /alerts': [[...care, 'worker', 'family'], (p) => p.get('/alerts')],
  'GET /alerts/:id': [[...care, 'worker', 'family'], (p, w) => p.get(`/alerts/${w.alertId}`)],
  'GET /alerts/:id/timeline': [[...care, 'worker', 'family'], (p, w) => p.get(`/alerts/${w.alertId}/timeline`)],
  'GET /alerts/:id/candidates': [staff, (p, w) => p.get(`/alerts/${w.alertId}/candidates`)],
  'GET /tickets': [everybody, (p) => p.get('/tickets')],
  'GET /tickets/:id': [everybody, (p, w) => p.get(`/tickets/${w.ticketId}`)],
  'GET /tickets/:id/timeline': [everybody, (p, w) => p.get(`/tickets/${w.ticketId}/timeline`)],
  'GET /incidents': [care, (p) => p.get('/incidents')],
  'GET /instructions': [care, (p, w) => p.get(`/instructions?areaId=${w.areaId}`)],
  'GET /alerts/:id/escalation': [care, (p, w) => p.get(`/alerts/${w.alertId}/escalation`)],
  'GET /policies': [care, (p) => p.get('/policies')],
  'GET /shifts/now': [care, (p) => p.get('/shifts/now')],
  'GET /shifts/plans': [care, (p) => p.get('/shifts/plans')],
  'GET /shifts/calendar': [care, (p) => p.get(`/shifts/calendar?${night}`)],
  'GET /shifts/minimum': [care, (p) => p.get('/shifts/minimum')],
  'GET /live': [everybody, (p) => p.get('/live?after=0')],
  'GET /quarantine': [['administrator', 'auditor'], (p) => p.get('/quarantine')],
  'GET /providers': [staff, (p) => p.get('/providers')],
  'GET /tickets/:id/candidates': [staff, (p, w) => p.get(`/tickets/${w.ticketId}/candidates`)],
  'GET /kpi': [figures, (p) => p.get(`/kpi?${march}`)],
  'GET /kpi/csv': [figures, (p) => p.get(`/kpi/csv?${march}&by=operator`)],
  'GET /kpi/cases': [figures, (p) => p.get(`/kpi/cases?${march}&count=alerts`)],
  'GET /wall': [figures, (p) => p.get('/wall')],
  'GET /map/ground': [care, (p) => p.get('/map/ground')],
  'GET /map/areas': [care, (p) => p.get('/map/areas')],
  'GET /map/alerts': [care, (p) => p.get('/map/alerts')],
  'GET /map/homes': [care, (p) => p.get('/map/homes')],
  'GET /map/residents': [care, (p) => p.get('/map/residents?lat=3123457&lon=12140000')],
  'GET /residents/:id/coverage': [care, (p, w) => p.get(`/residents/${w.residentId}/coverage`)],
  'GET /residents/:id/devices-before': [
    [...care, 'family'],
    (p, w) => p.get(`/residents/${w.residentId}/devices-before`),
  ],
  'GET /residents/:id/changes': [care, (p, w) => p.get(`/residents/${w.residentId}/changes`)],
  'GET /residents/:id/visits': [[...staff, 'family'], (p, w) => p.get(`/residents/${w.residentId}/visits`)],
  'GET /residents/:id/documents': [
    [...care, 'worker', 'family'],
    (p, w) => p.get(`/residents/${w.residentId}/documents`),
  ],
  'GET /protection': [care, (p) => p.get('/protection')],
  'GET /visits/overdue': [[...staff, 'family'], (p) => p.get('/visits/overdue')],
  'GET /residents/:id/limits': [care, (p, w) => p.get(`/residents/${w.residentId}/limits`)],
  'GET /residents/:id/limits/versions': [care, (p, w) => p.get(`/residents/${w.residentId}/limits/versions`)],
  'GET /residents/:id/rules': [care, (p, w) => p.get(`/residents/${w.residentId}/rules`)],
}

/** Harmless by their content: who may do it hears of the body, who may not hears that. */
export const writes: Readonly<Record<string, Row>> = {
  'POST /areas': [administrator, (p) => p.post('/areas', {})],
  'PATCH /areas/:id': [administrator, (p, w) => p.patch(`/areas/${w.areaId}`, {})],
  'POST /staff': [administrator, (p) => p.post('/staff', {})],
  'POST /staff/:id/first-password': [administrator, (p) => p.post(`/staff/${v7()}/first-password`)],
  'PATCH /staff/:id': [administrator, (p, w) => p.patch(`/staff/${w.staffId}`, {})],
  'POST /residents': [office, (p) => p.post('/residents', {})],
  'PATCH /residents/:id': [office, (p, w) => p.patch(`/residents/${w.residentId}`, { livesAlone: true })],
  'PATCH /residents/:id mode': [desk, (p, w) => p.patch(`/residents/${w.residentId}`, { mode: 'home' })],
  'PUT /residents/:id/limits': [office, (p, w) => p.put(`/residents/${w.residentId}/limits`, {})],
  'POST /residents/:id/limits/back': [office, (p, w) => p.post(`/residents/${w.residentId}/limits/back`, {})],
  'POST /residents/:id/limits/try': [office, (p, w) => p.post(`/residents/${w.residentId}/limits/try`, {})],
  'POST /residents/:id/rules': [office, (p, w) => p.post(`/residents/${w.residentId}/rules`, {})],
  'PATCH /residents/:id/rules/:ruleId': [office, (p, w) => p.patch(`/residents/${w.residentId}/rules/${v7()}`, {})],
  'POST /residents/:id/rules/:ruleId/back': [
    office,
    (p, w) => p.post(`/residents/${w.residentId}/rules/${v7()}/back`, {}),
  ],
  'GET /residents/:id/rules/:ruleId/versions': [
    care,
    (p, w) => p.get(`/residents/${w.residentId}/rules/${v7()}/versions`),
  ],
  'POST /residents/:id/try-rule': [office, (p, w) => p.post(`/residents/${w.residentId}/try-rule`, {})],
  'POST /residents/import': [office, (p) => p.csv('/residents/import', 'name\n')],
  'POST /contacts/import': [desk, (p) => p.csv('/contacts/import', 'name\n')],
  'GET /imports/residents/template': [office, (p) => p.get('/imports/residents/template')],
  'POST /residents/:id/care': [[...desk, 'worker'], (p, w) => p.post(`/residents/${w.residentId}/care`, {})],
  'POST /residents/:id/notes': [desk, (p, w) => p.post(`/residents/${w.residentId}/notes`, {})],
  'POST /residents/:id/reveal': [[...desk, 'worker'], (p, w) => p.post(`/residents/${w.otherResidentId}/reveal`)],
  'POST /residents/:id/documents': [
    desk,
    (p, w) => p.csv(`/residents/${w.residentId}/documents?name=x&kind=other`, 'x'),
  ],
  'GET /residents/:id/documents/:documentId/file': [
    [...care, 'worker', 'family'],
    (p, w) => p.get(`/residents/${w.residentId}/documents/${v7()}/file`),
  ],
  'POST /residents/:id/documents/:documentId/remove': [
    desk,
    (p, w) => p.post(`/residents/${w.residentId}/documents/${v7()}/remove`, { reason: 'x' }),
  ],
  'POST /residents/:id/health': [[...care, 'worker'], (p, w) => p.post(`/residents/${w.otherResidentId}/health`)],
  'POST /residents/:id/plans': [dispatch, (p, w) => p.post(`/residents/${w.residentId}/plans`, {})],
  'PATCH /residents/:id/plans/:planId': [dispatch, (p, w) => p.patch(`/residents/${w.residentId}/plans/${v7()}`, {})],
  'POST /residents/:id/plans/:planId/turns/:turn/move': [
    dispatch,
    (p, w) =>
      p.post(`/residents/${w.residentId}/plans/${v7()}/turns/2026-02-04/move`, {
        to: '2026-02-05',
        agreed: null,
        reason: 'x',
      }),
  ],
  'GET /residents/:id/plans/:planId/ending': [
    staff,
    (p, w) => p.get(`/residents/${w.residentId}/plans/${v7()}/ending`),
  ],
  'POST /residents/:id/plans/:planId/end': [
    dispatch,
    (p, w) => p.post(`/residents/${w.residentId}/plans/${v7()}/end`, { reason: 'x' }),
  ],
  'POST /residents/:id/contacts': [desk, (p, w) => p.post(`/residents/${w.residentId}/contacts`, { name: 'Nachbar' })],
  'PUT /residents/:id/contacts/order': [desk, (p, w) => p.put(`/residents/${w.residentId}/contacts/order`, {})],
  'PATCH /contacts/:id': [desk, (p, w) => p.patch(`/contacts/${w.contactId}`, {})],
  'DELETE /contacts/:id': [desk, (p) => p.delete(`/contacts/${v7()}`)],
  'POST /devices': [administrator, (p) => p.post('/devices', {})],
  'PATCH /devices/:id': [administrator, (p, w) => p.patch(`/devices/${w.deviceId}`, {})],
  'POST /devices/:id/maintenance': [desk, (p, w) => p.post(`/devices/${w.deviceId}/maintenance`, {})],
  'POST /devices/:id/secret': [administrator, (p, w) => p.post(`/devices/${w.deviceId}/secret`)],
  'POST /devices/import': [administrator, (p) => p.csv('/devices/import', 'id\n')],
  'POST /devices/:id/swap': [administrator, (p, w) => p.post(`/devices/${w.deviceId}/swap`, {})],
  'POST /devices/:id/retire': [administrator, (p) => p.post('/devices/nobody/retire', {})],
  'POST /quarantine/:id/retry': [administrator, (p) => p.post(`/quarantine/${v7()}/retry`)],
  'GET /providers/:id': [staff, (p) => p.get(`/providers/${v7()}`)],
  'POST /providers': [administrator, (p) => p.post('/providers', {})],
  'PATCH /providers/:id': [administrator, (p) => p.patch(`/providers/${v7()}`, {})],
  'POST /alerts/:id/correct': [desk, (p) => p.post(`/alerts/${v7()}/correct`, { outcome: 'test', note: 'x' })],
  'POST /alerts/:id/claim': [desk, (p) => p.post(`/alerts/${v7()}/claim`)],
  'POST /alerts/:id/release': [desk, (p) => p.post(`/alerts/${v7()}/release`, {})],
  'POST /alerts/:id/note': [desk, (p) => p.post(`/alerts/${v7()}/note`, { note: 'x' })],
  'POST /alerts/:id/resolve': [desk, (p) => p.post(`/alerts/${v7()}/resolve`, { outcome: 'test' })],
  'POST /alerts/:id/calls': [
    desk,
    (p) => p.post(`/alerts/${v7()}/calls`, { to: { who: 'resident' }, result: 'answered' }),
  ],
  'POST /alerts/:id/tell': [desk, (p) => p.post(`/alerts/${v7()}/tell`, { whom: 'all_contacts' })],
  'POST /alerts/:id/steps': [desk, (p) => p.post(`/alerts/${v7()}/steps`, { step: 'x', done: true })],
  'DELETE /instructions/:kind': [office, (p, w) => p.delete(`/instructions/call?areaId=${w.areaId}`)],
  'PUT /instructions/:kind': [office, (p) => p.put('/instructions/call', {})],
  'POST /incidents/:id/take-over': [office, (p) => p.post(`/incidents/${v7()}/take-over`)],
  'POST /incidents/:id/note': [desk, (p) => p.post(`/incidents/${v7()}/note`, { note: 'x' })],
  'POST /alerts/:id/take-over': [office, (p) => p.post(`/alerts/${v7()}/take-over`)],
  'POST /alerts/:id/tickets': [dispatch, (p) => p.post(`/alerts/${v7()}/tickets`, {})],
  'GET /incidents/:id': [care, (p) => p.get(`/incidents/${v7()}`)],
  'GET /incidents/:id/members': [care, (p) => p.get(`/incidents/${v7()}/members`)],
  'GET /incidents/:id/timeline': [care, (p) => p.get(`/incidents/${v7()}/timeline`)],
  'POST /incidents/:id/claim': [desk, (p) => p.post(`/incidents/${v7()}/claim`)],
  'POST /incidents/:id/release': [desk, (p) => p.post(`/incidents/${v7()}/release`, {})],
  'POST /incidents/:id/resolve': [desk, (p) => p.post(`/incidents/${v7()}/resolve`, {})],
  'POST /policies/preview': [care, (p, w) => p.post('/policies/preview', { areaId: w.areaId, priority: 1 })],
  'PUT /policies': [office, (p) => p.put('/policies', {})],
  'PUT /policies/duty': [office, (p) => p.put('/policies/duty', {})],
  'POST /shifts/sign-on': [['supervisor', 'operator'], (p) => p.post('/shifts/sign-on')],
  'POST /shifts/break': [['supervisor', 'operator'], (p) => p.post('/shifts/break')],
  'POST /shifts/back': [['supervisor', 'operator'], (p) => p.post('/shifts/back')],
  'POST /shifts/sign-off': [['supervisor', 'operator'], (p) => p.post('/shifts/sign-off', {})],
  'POST /shifts/plans': [office, (p) => p.post('/shifts/plans', {})],
  'DELETE /shifts/plans/:id': [office, (p) => p.delete(`/shifts/plans/${v7()}`)],
  'POST /shifts/plans/:id/change': [office, (p) => p.post(`/shifts/plans/${v7()}/change`, {})],
  'POST /shifts/changes': [office, (p) => p.post('/shifts/changes', {})],
  'DELETE /shifts/changes/:id': [office, (p) => p.delete(`/shifts/changes/${v7()}`)],
  'PUT /shifts/minimum': [office, (p) => p.put('/shifts/minimum', {})],
  'POST /tickets/:id/accept': [['worker'], (p) => p.post(`/tickets/${v7()}/accept`, {})],
  'POST /tickets/:id/decline': [['worker'], (p) => p.post(`/tickets/${v7()}/decline`, { reason: 'x' })],
  'POST /tickets/:id/travel': [['worker'], (p) => p.post(`/tickets/${v7()}/travel`, {})],
  'POST /tickets/:id/arrive': [['worker'], (p) => p.post(`/tickets/${v7()}/arrive`, {})],
  'POST /tickets/:id/done': [['worker'], (p) => p.post(`/tickets/${v7()}/done`, {})],
  'POST /tickets/:id/inside': [['worker'], (p) => p.post(`/tickets/${v7()}/inside`, {})],
  'POST /tickets/:id/picture': [['worker'], (p) => p.csv(`/tickets/${v7()}/picture?proof=photo`, 'x')],
  'GET /tickets/:id/picture': [everybody, (p) => p.get(`/tickets/${v7()}/picture`)],
  'POST /tickets/:id/rating': [
    [...dispatch, 'worker', 'family'],
    (p) => p.post(`/tickets/${v7()}/rating`, { stars: 5 }),
  ],
  'POST /tickets/:id/offer': [dispatch, (p) => p.post(`/tickets/${v7()}/offer`, { workerId: 'x' })],
  'POST /tickets/:id/cancel': [dispatch, (p) => p.post(`/tickets/${v7()}/cancel`, { reason: 'x' })],
  'POST /tickets/:id/fail': [[...dispatch, 'worker'], (p) => p.post(`/tickets/${v7()}/fail`, { reason: 'x' })],
  'POST /tickets/:id/confirm': [dispatch, (p) => p.post(`/tickets/${v7()}/confirm`)],
}

const text = { subject: '{{resident}}', body: '{{what}}' }

/** What holds for the whole hub, for those whose area is all of it. */
export const ofTheHub: Readonly<Record<string, Row>> = {
  'GET /hub': [['administrator', 'auditor'], (p) => p.get('/hub')],
  'POST /hub/test-mail': [administrator, (p) => p.post('/hub/test-mail', { to: 'me@hub.test' })],
  'GET /backups': [['administrator', 'auditor'], (p) => p.get('/backups')],
  'POST /backups': [administrator, (p) => p.post('/backups')],
  'PUT /backups/schedule': [administrator, (p) => p.put('/backups/schedule', { hour: 3, keep: 14 })],
  'GET /backups/:name': [administrator, (p) => p.get('/backups/none.tar')],
  'GET /message-texts': [['administrator', 'auditor'], (p) => p.get('/message-texts')],
  'PUT /message-texts/:about/:language': [administrator, (p) => p.put('/message-texts/resolved/zh', text)],
  'DELETE /message-texts/:about/:language': [administrator, (p) => p.delete('/message-texts/resolved/zh')],
  'POST /message-texts/:about/:language/preview': [
    ['administrator', 'auditor'],
    (p) => p.post('/message-texts/resolved/zh/preview', text),
  ],
}

/** Asked without being signed in; `api-sign-in` and the health of the hub have tests of their own. */
export const ofNobody: readonly string[] = [
  'POST /api/auth/sign-in/email',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
]
