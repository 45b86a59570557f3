const tickMs = 1_000
/** A timer that is so late has slept: the lid was closed, or the page was put away. */
const sleptMs = 5_000

/** Calls back whenever the world may have gone on without this page: it wakes, comes to the fore, gains or loses the network. */
export function onWake(wake: () => void): () => void {
  let at = Date.now()
  const tick = () => {
    const now = Date.now()
    if (now - at > sleptMs) wake()
    at = now
  }
  const timer = setInterval(tick, tickMs)
  const ofWindow = ['online', 'offline', 'pageshow', 'focus'] as const
  const ofDocument = ['visibilitychange', 'resume'] as const
  for (const name of ofWindow) window.addEventListener(name, wake)
  for (const name of ofDocument) document.addEventListener(name, wake)
  return () => {
    clearInterval(timer)
    for (const name of ofWindow) window.removeEventListener(name, wake)
    for (const name of ofDocument) document.removeEventListener(name, wake)
  }
}
