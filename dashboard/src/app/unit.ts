import type { OwnRuleSentence } from '../../../server/contract/own-rules.ts'

/** The unit a metric is shown in, empty where it has none; `perMinute` is that of counts, in the reader's language. */
export function unitOf(metric: OwnRuleSentence['metric'], perMinute: string): string {
  switch (metric) {
    case 'heart_rate':
    case 'respiratory_rate':
      return perMinute
    case 'spo2':
    case 'battery':
      return '%'
    case 'temperature':
    case 'room_temperature':
      return '°C'
    case 'systolic':
    case 'diastolic':
      return 'mmHg'
    case 'rssi':
      return 'dBm'
    case 'in_bed':
    case 'movement':
    case 'steps':
      return ''
  }
}
