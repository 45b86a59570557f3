/** What an unclaimed alert sounds like, made here, so that no file has to load. */
export type Bell = {
  /** Whether the browser lets it be heard. */
  allowed(): boolean
  /** From a click or a key: asks the browser again. */
  allow(): Promise<void>
  ring(sound: Sound): void
  onChange(listener: () => void): () => void
}

/** An emergency is two rising pairs; what is urgent one low, soft pair, seldom. Nothing else rings. */
export type Sound = 'emergency' | 'urgent'
export const ringEveryMs: Record<Sound, number> = { emergency: 2_400, urgent: 15_000 }

const tones: Record<Sound, readonly { hz: number; at: number; volume: number }[]> = {
  emergency: [
    { hz: 880, at: 0, volume: 0.5 },
    { hz: 1174.7, at: 0.16, volume: 0.5 },
    { hz: 880, at: 0.42, volume: 0.5 },
    { hz: 1174.7, at: 0.58, volume: 0.5 },
  ],
  urgent: [
    { hz: 587.3, at: 0, volume: 0.25 },
    { hz: 440, at: 0.2, volume: 0.25 },
  ],
}
const toneSeconds = 0.14

export function createBell(): Bell {
  const context = new AudioContext()
  return {
    allowed: () => context.state === 'running',
    allow: () => context.resume(),
    ring(sound) {
      // What is scheduled while it may not be heard would all sound at once later.
      if (context.state !== 'running') return
      for (const { hz, at, volume } of tones[sound]) tone(context, hz, volume, context.currentTime + at)
    },
    onChange(listener) {
      context.addEventListener('statechange', listener)
      return () => context.removeEventListener('statechange', listener)
    },
  }
}

function tone(context: AudioContext, hz: number, loudness: number, at: number): void {
  const source = context.createOscillator()
  const volume = context.createGain()
  source.type = 'triangle'
  source.frequency.value = hz
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(loudness, at + 0.015)
  volume.gain.exponentialRampToValueAtTime(0.001, at + toneSeconds)
  source.connect(volume).connect(context.destination)
  source.start(at)
  source.stop(at + toneSeconds)
}
