import { createServer } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Aedes } from 'aedes'

/** aedes as its README shows it, on a port that it tells its parent and may share with others of its kind. */
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const broker = await Aedes.createBroker()
const server = createServer(broker.handle)
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4_096, reusePort: true }, () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.(address.port)
})
process.on('message', () => {
  collect()
  process.send?.('collected')
})
process.on('disconnect', () => process.exit(0))
