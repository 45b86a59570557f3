const tickMs = 500
/** A timer that is so late has slept: the lid was closed, or the page was put away. */
const sleptMs = 5_000

/**
 * Calls back whenever the world may have gone on without this page: it wakes, comes to the fore, gains or loses the
 * network. `slept` when what it was connected to may be gone without a word: a network that came back, a long sleep.
 */
export function onWake(wake: (slept: boolean) => void): () => void {
  let at = Date.now()
  const look = (slept: boolean) => {
    const now = Date.now()
    const late = now - at > sleptMs
    at = now
    if (slept || late) wake(true)
    return late
  }
  const timer = setInterval(() => look(false), tickMs)
  const woken = () => void look(true)
  const came = () => look(false) || wake(false)
  for (const name of ['online', 'pageshow'] as const) window.addEventListener(name, woken)
  for (const name of ['offline', 'focus'] as const) window.addEventListener(name, came)
  document.addEventListener('resume', woken)
  document.addEventListener('visibilitychange', came)
  return () => {
    clearInterval(timer)
    for (const name of ['online', 'pageshow'] as const) window.removeEventListener(name, woken)
    for (const name of ['offline', 'focus'] as const) window.removeEventListener(name, came)
    document.removeEventListener('resume', woken)
    document.removeEventListener('visibilitychange', came)
  }
}
