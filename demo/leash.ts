/** Loaded into the hub before its own code: when the demo is gone, however it went, the hub stops in order. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
