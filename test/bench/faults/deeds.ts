import { setTimeout as pause } from 'node:timers/promises'
import type { Alert } from '../../../server/contract/alerts.ts'
import type { Ticket } from '../../../server/contract/tickets.ts'
import type { Chance } from './chance.ts'
import { ask } from './desk-client.ts'
import type { Account, Town } from './town.ts'

/** Something the hub said is done: the entry of the story that has to be there. */
export type Done = {
  type: string
  alertId: string | null
  ticketId: string | null
  by: string
  text: string | null
  at: number
}

export type Deeds = {
  /** What was answered with 2xx. */
  done: Done[]
  /** By method and what the path ends with: how often each answer came. */
  answers: Map<string, number>
  settle(): Promise<void>
}

/** Operators, a supervisor and workers who do what their screens offer, at random and all at once, through the API alone. */
export function work(http: string, town: Town, chance: Chance): Deeds {
  const done: Done[] = []
  const answers = new Map<string, number>()
  let stopped = false
  let texts = 0

  async function act(as: Account, path: string, type: string, body: unknown, of: { alert?: string; ticket?: string }) {
    const text = body !== null && typeof body === 'object' && 'note' in body ? String(body.note) : null
    const answer = await ask(http, as, 'POST', path, body)
    const name = `${type} ${answer === 'unknown' ? answer : answer.status}`
    answers.set(name, (answers.get(name) ?? 0) + 1)
    // Who was told within the last minute isn't told again, and nothing is written of that.
    if (answer !== 'unknown' && answer.status < 300 && type !== 'notice.queued')
      done.push({ type, alertId: of.alert ?? null, ticketId: of.ticket ?? null, by: as.id, text, at: Date.now() })
    return answer
  }
  const list = async <T>(as: Account, path: string): Promise<T[]> => {
    const answer = await ask(http, as, 'GET', path)
    return answer !== 'unknown' && answer.status === 200 ? (answer.body as { items: T[] }).items : []
  }
  const newText = () => `said ${++texts}`

  async function operate(as: Account, mine: Chance): Promise<void> {
    const alerts = await list<Alert>(as, '/alerts?state=open,claimed&limit=100')
    const own = alerts.filter(({ owner }) => owner?.id === as.id)
    const open = alerts.filter(({ state }) => state === 'open')
    const alert = mine.one(0.6) && own.length > 0 ? mine.pick(own) : mine.pick(open)
    if (alert === undefined) return
    const path = `/alerts/${alert.id}`
    const of = { alert: alert.id }
    // Some are left alone, so that plans run to their end.
    if (alert.owner === null)
      return mine.one(0.4) ? void (await act(as, `${path}/claim`, 'alert.claimed', {}, of)) : undefined
    const what = mine.between(0, 1)
    if (what < 0.2) await act(as, `${path}/note`, 'alert.note', { note: newText() }, of)
    else if (what < 0.3)
      await act(
        as,
        `${path}/calls`,
        'alert.called',
        { to: { who: 'resident' }, result: mine.one(0.8) ? 'answered' : 'no_speech' },
        of,
      )
    else if (what < 0.4) await act(as, `${path}/release`, 'alert.released', {}, of)
    else if (what < 0.6 && alert.openTickets === 0)
      await act(as, `${path}/tickets`, 'ticket.requested', { kind: 'response', reason: newText() }, of)
    else if (what < 0.65) await act(as, `${path}/tell`, 'notice.queued', { whom: 'all_contacts' }, of)
    else if (alert.openTickets > 0) {
      if (mine.one(0.3)) await cancelTicket(as, alert.id)
    } else
      await act(
        as,
        `${path}/resolve`,
        'alert.resolved',
        { outcome: 'reassured', note: newText(), ...(mine.one(0.5) && { repeats: alert.repeats }) },
        of,
      )
  }

  async function cancelTicket(as: Account, alertId: string): Promise<void> {
    const tickets = await list<Ticket>(as, `/tickets?alertId=${alertId}&limit=20`)
    const ticket = tickets.find((one) => one.alertId === alertId && one.closedAt === null)
    if (ticket !== undefined)
      await act(as, `/tickets/${ticket.id}/cancel`, 'ticket.cancelled', { reason: newText() }, { ticket: ticket.id })
  }

  async function goAndSee(as: Account, mine: Chance): Promise<void> {
    const tickets = await list<Ticket>(as, '/tickets?mine=true&state=offered,accepted,travelling,arrived&limit=50')
    const ticket = mine.pick(tickets)
    if (ticket === undefined) return
    const path = `/tickets/${ticket.id}`
    const of = { ticket: ticket.id }
    switch (ticket.state) {
      case 'offered':
        switch (mine.pick(['accepts', 'accepts', 'declines', 'is silent'])) {
          case 'accepts':
            return void (await act(as, `${path}/accept`, 'ticket.accepted', {}, of))
          case 'declines':
            return void (await act(as, `${path}/decline`, 'ticket.declined', { reason: newText() }, of))
        }
        return
      case 'accepted':
        return void (await act(as, `${path}/travel`, 'ticket.travelling', {}, of))
      case 'travelling':
        return void (await act(
          as,
          `${path}/arrive`,
          'ticket.arrived',
          { place: ticket.resident?.place ?? undefined },
          of,
        ))
      case 'arrived':
        if (mine.one(0.1)) return void (await act(as, `${path}/fail`, 'ticket.failed', { reason: newText() }, of))
        return void (await act(
          as,
          `${path}/done`,
          'ticket.done',
          { note: newText(), proof: 'signature', signedAs: '王' },
          of,
        ))
    }
  }

  async function supervise(as: Account, mine: Chance): Promise<void> {
    const what = mine.between(0, 1)
    const admin = town.administrator
    if (what < 0.25) {
      const alert = mine.pick(
        (await list<Alert>(as, '/alerts?state=claimed&limit=100')).filter(({ owner }) => owner?.id !== as.id),
      )
      if (alert !== undefined)
        await act(as, `/alerts/${alert.id}/take-over`, 'alert.taken_over', {}, { alert: alert.id })
    } else if (what < 0.4) {
      const alert = mine.pick(await list<Alert>(as, '/alerts?state=claimed&limit=100'))
      if (alert?.owner?.id === as.id)
        await act(as, `/alerts/${alert.id}/release`, 'alert.released', {}, { alert: alert.id })
    } else if (what < 0.55) {
      const resident = mine.pick(town.residents)
      const street = mine.pick(town.streets)
      if (resident !== undefined) await ask(http, admin, 'PATCH', `/residents/${resident.id}`, { areaId: street?.id })
    } else if (what < 0.7) {
      const resident = mine.pick(town.residents)
      const until = new Date(Date.now() + mine.between(5_000, 60_000)).toISOString()
      const mode = mine.one(0.5) ? { mode: 'home' } : { mode: 'away', modeUntil: until }
      if (resident !== undefined) await ask(http, as, 'PATCH', `/residents/${resident.id}`, mode)
    } else if (what < 0.8) {
      const resident = mine.pick(town.residents)
      const limits = { offline_mains_at_most_seconds: Math.round(mine.between(20, 60)) }
      if (resident !== undefined)
        await ask(http, as, 'PUT', `/residents/${resident.id}/limits`, { limits, reason: newText() })
    } else if (what < 0.9) {
      const person = mine.pick(town.people.filter(({ role }) => role === 'operator' || role === 'worker'))
      if (person === undefined) return
      await ask(http, admin, 'PATCH', `/staff/${person.id}`, { active: false })
      await pause(mine.between(100, 6_000))
      while (!(await isOn(person))) await pause(500)
    } else {
      const device = mine.pick(town.devices)
      const until = mine.one(0.5) ? null : new Date(Date.now() + mine.between(5_000, 30_000)).toISOString()
      await ask(http, as, 'POST', `/devices/${device?.id}/maintenance`, { until })
    }
  }

  async function isOn(person: Account): Promise<boolean> {
    const answer = await ask(http, town.administrator, 'PATCH', `/staff/${person.id}`, { active: true })
    return answer !== 'unknown' && answer.status === 200
  }

  async function changeShift(as: Account, mine: Chance): Promise<void> {
    const what = mine.pick(['sign-on', 'sign-on', 'break', 'back', 'sign-off'])
    await ask(http, as, 'POST', `/shifts/${what}`, what === 'sign-off' ? { note: newText() } : {})
  }

  async function live(as: Account): Promise<void> {
    const mine = chance.branch()
    while (!stopped) {
      await pause(mine.between(200, as.role === 'supervisor' ? 4_000 : 2_000))
      if (stopped) return
      if (as.role === 'worker') await goAndSee(as, mine)
      else if (as.role === 'supervisor') await supervise(as, mine)
      else if (mine.one(0.04)) await changeShift(as, mine)
      else await operate(as, mine)
    }
  }
  const living = town.people.map(live)
  return {
    done,
    answers,
    async settle() {
      stopped = true
      await Promise.all(living)
    },
  }
}
