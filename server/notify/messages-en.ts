import type { AlertKind, Outcome } from '../core/alert/alert.ts'
import type { Line, Words } from './messages.ts'

const kinds: Record<AlertKind, string> = {
  call: 'pressed the call button',
  fall: 'may have fallen',
  smoke: 'has a smoke alarm at home',
  gas: 'has a gas alarm at home',
  water: 'has a water alarm at home',
  vitals: 'has vital signs outside the limits set',
  bed_exit: 'got out of bed and was not back in time',
  no_activity: 'has shown no sign of activity for a long while',
  wet: 'has a wet bed',
  turn_due: 'is due to be turned',
  medication: 'is due for medication',
  device_offline: 'has a device at home that is offline',
  battery_low: 'has a device at home with a low battery',
  mains_lost: 'has a device at home without mains power',
  tamper: 'has a device at home that was tampered with',
  test_overdue: 'has a device at home whose test is overdue',
  mode_check: 'may be back home: somebody moves there',
}

const outcomes: Record<Outcome, string> = {
  false_alarm: 'it was a false alarm',
  reassured: 'we spoke to them and all is well',
  family_attends: 'family is looking after it',
  worker_attended: 'a care worker came and dealt with it',
  ambulance: 'an ambulance was called',
  police_fire: 'the police or fire service was called',
  technical_fixed: 'the technical fault was fixed',
  test: 'it was a test',
  cancelled_by_resident: 'they took the call back themselves',
  died: 'please call the service centre',
  other: 'it was dealt with',
}

const doing = ({ state, ownerName, help }: Line): string => {
  if (help?.state === 'arrived') return `Care worker ${help.workerName} is with them at home.`
  if (help?.state === 'accepted' || help?.state === 'travelling')
    return `Care worker ${help.workerName} is on the way to their home.`
  if (state === 'claimed') return `${ownerName ?? 'An operator'} at the call centre is dealing with it.`
  if (state === 'resolved') return 'It has been dealt with.'
  return 'No operator has taken it yet; we keep calling those on duty. If you can reach them, or are near, please call or go and look.'
}

export const en: Words = {
  locale: 'en-GB',
  what: (kind) => (kind === null ? 'has an alert from a sensor at home' : kinds[kind]),

  subject({ about, residentName, what }) {
    switch (about) {
      case 'unclaimed':
        return `[Carebell] ${residentName} ${what}`
      case 'help_sent':
        return `[Carebell] Help is on the way to ${residentName}`
      case 'arrived':
        return `[Carebell] A care worker is with ${residentName}`
      case 'resolved':
        return `[Carebell] The alert for ${residentName} is closed`
    }
  },

  lines(notice) {
    const { about, contactName, residentName, what, when, outcome, url } = notice
    const taken = notice.cancelled ? ' It was cancelled at the device since; we still make sure.' : ''
    const happened = `${when}: ${residentName} ${what}.${taken}`
    const last = [
      `Read on: ${url}`,
      'Carebell sent this message by itself; please do not answer it. In an emergency call the ambulance service.',
    ]
    switch (about) {
      case 'unclaimed':
      case 'help_sent':
      case 'arrived':
        return [`Dear ${contactName},`, happened, doing(notice), ...last]
      case 'resolved':
        return [
          `Dear ${contactName},`,
          happened,
          `How it ended: ${outcome === null ? 'it was dealt with' : outcomes[outcome]}.`,
          ...last,
        ]
    }
  },
}
