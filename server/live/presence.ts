import type { Server } from 'socket.io'
import { z } from 'zod'
import type { BrowserToServer, ServerToBrowser } from '../contract/live.ts'
import type { Actor } from '../core/access/roles.ts'

/**
 * Who has which resident before them, so that two operators never talk to the same person without knowing. A room for
 * each resident, across hubs; it is as true as the connections are, and kept nowhere.
 */

type Data = { signedIn: { actor: Actor } }
type Io = Server<BrowserToServer, ServerToBrowser, Record<string, never>, Data>

const prefix = 'looking:'
export const isPresence = (room: string): boolean => room.startsWith(prefix)

const Look = z.uuid().nullable()

/** `maySee`: whether this person may know of the resident at all. */
export function keepPresence(io: Io, maySee: (actor: Actor, residentId: string) => Promise<boolean>): void {
  async function tell(residentId: string): Promise<void> {
    const sockets = await io.in(prefix + residentId).fetchSockets()
    const people = new Map(sockets.map(({ data: { signedIn } }) => [signedIn.actor.id, signedIn.actor.name]))
    const all = [...people].map(([id, name]) => ({ id, name }))
    io.in(prefix + residentId).emit('lookers', { residentId, people: all })
  }

  io.on('connection', (socket) => {
    // One after the other, and of what was said meanwhile only the last: it holds.
    let next: { at: string | null } | null = null
    let moving = false
    const go = async (): Promise<void> => {
      moving = true
      for (; next !== null; ) {
        const { at } = next
        next = null
        await move(at).catch(() => undefined) // the next look, or the next connection, says it anew
      }
      moving = false
    }
    const at = () => [...socket.rooms].filter(isPresence)
    socket.on('look', (said) => {
      const look = Look.safeParse(said)
      if (!look.success) return
      next = { at: look.data }
      if (!moving) void go()
    })
    socket.on('disconnecting', () => {
      const left = at()
      socket.once('disconnect', () => {
        for (const room of left) tell(room.slice(prefix.length)).catch(() => undefined) // as above
      })
    })

    async function move(residentId: string | null): Promise<void> {
      const { actor } = socket.data.signedIn
      const allowed = residentId !== null && (await maySee(actor, residentId))
      const left = at().filter((room) => !allowed || room !== prefix + residentId)
      for (const room of left) await socket.leave(room)
      if (allowed && socket.connected) await socket.join(prefix + residentId)
      for (const room of left) await tell(room.slice(prefix.length))
      if (allowed) await tell(residentId)
    }
  })
}
