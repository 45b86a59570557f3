/** The sound of an unclaimed emergency: two rising pairs of tones, made here, so that no file has to load. */
export type Bell = {
  /** Whether the browser lets it be heard. */
  allowed(): boolean
  /** From a click or a key: asks the browser again. */
  allow(): Promise<void>
  ring(): void
  onChange(listener: () => void): () => void
}

const pattern = [
  { hz: 880, at: 0 },
  { hz: 1174.7, at: 0.16 },
  { hz: 880, at: 0.42 },
  { hz: 1174.7, at: 0.58 },
] as const
const toneSeconds = 0.14

export function createBell(): Bell {
  const context = new AudioContext()
  return {
    allowed: () => context.state === 'running',
    allow: () => context.resume(),
    ring() {
      // What is scheduled while it may not be heard would all sound at once later.
      if (context.state !== 'running') return
      for (const { hz, at } of pattern) tone(context, hz, context.currentTime + at)
    },
    onChange(listener) {
      context.addEventListener('statechange', listener)
      return () => context.removeEventListener('statechange', listener)
    },
  }
}

function tone(context: AudioContext, hz: number, at: number): void {
  const source = context.createOscillator()
  const volume = context.createGain()
  source.type = 'triangle'
  source.frequency.value = hz
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(0.5, at + 0.015)
  volume.gain.exponentialRampToValueAtTime(0.001, at + toneSeconds)
  source.connect(volume).connect(context.destination)
  source.start(at)
  source.stop(at + toneSeconds)
}
