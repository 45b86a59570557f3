import { Session } from 'node:inspector/promises'
import { createServer } from 'node:net'
import { Aedes } from 'aedes'

/** aedes as its README shows it, on a port that it tells its parent and may share with others of its kind. */
const inspector = new Session()
inspector.connect()
const broker = await Aedes.createBroker()
const server = createServer(broker.handle)
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4_096, reusePort: true }, () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.(address.port)
})
// The same call as the hub's processes get.
process.on('message', async () => {
  await inspector.post('HeapProfiler.collectGarbage')
  process.send?.('collected')
})
process.on('disconnect', () => process.exit(0))
