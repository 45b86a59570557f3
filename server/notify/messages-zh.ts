import type { AlertKind, Outcome } from '../core/alert/alert.ts'
import type { Notice, Words } from './messages.ts'

const kinds: Record<AlertKind, string> = {
  call: '按下了呼叫按钮',
  fall: '可能跌倒了',
  smoke: '家中烟雾报警',
  gas: '家中燃气报警',
  water: '家中漏水报警',
  vitals: '生命体征超出了设定范围',
  bed_exit: '离床后没有按时返回',
  no_activity: '较长时间没有活动迹象',
  wet: '床垫湿了',
  turn_due: '该翻身了',
  medication: '该服药了',
  device_offline: '家中设备离线',
  battery_low: '家中设备电量低',
  mains_lost: '家中设备断电',
  tamper: '家中设备被拆动',
  bed_unsteady: '家中床垫时断时续',
  test_overdue: '家中设备逾期未测试',
  mode_check: '外出期间家中有活动',
}

const outcomes: Record<Outcome, string> = {
  false_alarm: '误报',
  reassured: '已联系并安抚，一切安好',
  family_attends: '由家人前往照看',
  worker_attended: '服务人员已上门处理',
  ambulance: '已呼叫救护车',
  police_fire: '已联系公安或消防',
  technical_fixed: '设备问题已解决',
  test: '测试',
  cancelled_by_resident: '老人自己取消了呼叫',
  died: '请与服务中心联系',
  other: '已处理',
}

const doing = ({ state, ownerName, help, asked }: Notice): string => {
  if (help?.state === 'arrived') return `服务人员${help.workerName}已到达老人家中。`
  if (help?.state === 'accepted' || help?.state === 'travelling') return `服务人员${help.workerName}正在赶往老人家中。`
  if (state === 'claimed')
    return asked
      ? `坐席${ownerName ?? ''}正在处理，请您协助：如果您能联系上老人，或就在附近，请您先联系或前往查看。`
      : `坐席${ownerName ?? ''}正在处理。`
  if (state === 'resolved') return '此事已经处理完毕。'
  return '坐席尚未接手，我们正在继续呼叫值班人员。如果您能联系上老人，或就在附近，请您先联系或前往查看。'
}

const body = (now: string): string =>
  [
    '{{contact}}，您好：',
    '{{when}}，{{resident}}{{what}}。{{cancelled}}',
    now,
    '查看详情：{{url}}',
    '这封邮件由安铃自动发出，请勿回复。如遇危急情况，请拨打120。',
  ].join('\n\n')

export const zh: Words = {
  locale: 'zh-CN',
  what: (kind) => (kind === null ? '家中传感器发出告警' : kinds[kind]),
  doing,
  cancelled: '之后在设备上取消了，我们仍会核实。',
  outcome: (outcome) => (outcome === null ? '已处理' : outcomes[outcome]),
  texts: {
    unclaimed: { subject: '【安铃】{{resident}}：{{what}}，请留意', body: body('{{doing}}') },
    help_sent: { subject: '【安铃】已派人前往{{resident}}家', body: body('{{doing}}') },
    arrived: { subject: '【安铃】服务人员已到达{{resident}}家', body: body('{{doing}}') },
    resolved: { subject: '【安铃】{{resident}}的告警已处理完毕', body: body('处理结果：{{outcome}}。') },
  },
}
