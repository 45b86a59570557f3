import type { AlertKind, Outcome } from '../core/alert/alert.ts'
import type { Notice, Words } from './messages.ts'

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
  bed_unsteady: 'has a bed sensor that loses contact',
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

const doing = ({ state, ownerName, help, asked }: Notice): string => {
  if (help?.state === 'arrived') return `Care worker ${help.workerName} is with them at home.`
  if (help?.state === 'accepted' || help?.state === 'travelling')
    return `Care worker ${help.workerName} is on the way to their home.`
  if (state === 'claimed') {
    const dealing = `${ownerName ?? 'An operator'} at the call centre is dealing with it`
    return asked
      ? `${dealing}, and asks for your help: if you can reach them, or are near, please call or go and look.`
      : `${dealing}.`
  }
  if (state === 'resolved') return 'It has been dealt with.'
  return 'No operator has taken it yet; we keep calling those on duty. If you can reach them, or are near, please call or go and look.'
}

const body = (now: string): string =>
  [
    'Dear {{contact}},',
    '{{when}}: {{resident}} {{what}}.{{cancelled}}',
    now,
    'Read on: {{url}}',
    'Carebell sent this message by itself; please do not answer it. In an emergency call the ambulance service.',
  ].join('\n\n')

export const en: Words = {
  locale: 'en-GB',
  what: (kind) => (kind === null ? 'has an alert from a sensor at home' : kinds[kind]),
  doing,
  cancelled: ' It was cancelled at the device since; we still make sure.',
  outcome: (outcome) => (outcome === null ? 'it was dealt with' : outcomes[outcome]),
  texts: {
    unclaimed: { subject: '[Carebell] {{resident}} {{what}}', body: body('{{doing}}') },
    help_sent: { subject: '[Carebell] Help is on the way to {{resident}}', body: body('{{doing}}') },
    arrived: { subject: '[Carebell] A care worker is with {{resident}}', body: body('{{doing}}') },
    resolved: {
      subject: '[Carebell] The alert for {{resident}} is closed',
      body: body('How it ended: {{outcome}}.'),
    },
  },
}
