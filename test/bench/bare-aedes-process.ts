import { createServer } from 'node:net'
import { Aedes } from 'aedes'

/** aedes as its README shows it, on a free port that it tells its parent. */
const broker = await Aedes.createBroker()
const server = createServer(broker.handle)
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.(address.port)
})
process.on('disconnect', () => process.exit(0))
