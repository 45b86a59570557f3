/** A port or address that can't be listened on; the message is one line that names the variable. */
export class PortTaken extends Error {
  static from(error: unknown, variable: string, port: number): unknown {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE') return new PortTaken(`${variable}: port ${port} is taken by another process`)
    if (code === 'EACCES') return new PortTaken(`${variable}: port ${port} needs privileges this user does not have`)
    if (code === 'EADDRNOTAVAIL') return new PortTaken('HUB_HOST: this machine has no such address')
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new PortTaken('HUB_HOST: no address goes by that name')
    return error
  }
}
