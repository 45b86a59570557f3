import type { FigureName } from './figures.ts'

type Wording = { name: string; definition: string }

/** What each figure means, in the words that stand beside it. A change of meaning is a new version in figures.ts. */
export const wording: Record<FigureName, { zh: Wording; en: Wording }> = {
  answered_60: {
    zh: {
      name: '紧急告警 60 秒内应答',
      definition:
        '优先级为紧急的告警中，从中心收到（或升为紧急）到首次认领不超过 60 秒的占比。以首次认领为准，之后的退回、接管不重新计时。尚未认领且未满 60 秒的不计。目标 97.5%（英国 TEC Quality），更严的欧洲口径 98.5%。',
    },
    en: {
      name: 'Emergencies answered within 60 s',
      definition:
        'Of the alerts with priority emergency, those claimed no later than 60 s after the hub received them (or after they became an emergency). The first claim counts; a release or take-over starts no new clock. What is unclaimed and younger than 60 s is not counted yet. Bar 97.5 % (UK TEC Quality), 98.5 % in the stricter European reading.',
    },
  },
  answered_180: {
    zh: { name: '紧急告警 180 秒内应答', definition: '口径同上，时限为 180 秒。目标 99%。' },
    en: { name: 'Emergencies answered within 180 s', definition: 'The same with 180 s. Bar 99 %.' },
  },
  door_45: {
    zh: {
      name: '派人后 45 分钟内到门口',
      definition:
        '紧急上门工单中，从决定派人（建单）到服务人员报告到达不超过 45 分钟的占比。未能完成的算未达标；到达前取消的、未满时限仍在路上的不计。目标 90%。',
    },
    en: {
      name: 'At the door within 45 min',
      definition:
        'Of the response tickets, those whose worker reported arrival no later than 45 min after the decision to send. Failed ones count as late; those cancelled before arrival, or still on the way in time, are not counted. Bar 90 %.',
    },
  },
  door_60: {
    zh: { name: '派人后 60 分钟内到门口', definition: '口径同上，时限为 60 分钟。目标：全部。' },
    en: { name: 'At the door within 60 min', definition: 'The same with 60 min. Bar: all of them.' },
  },
  door_to_inside: {
    zh: { name: '到门口至进门', definition: '目标 5 分钟。目前没有人记录进门的时刻，所以没有数字。' },
    en: {
      name: 'At the door to inside',
      definition: 'Bar 5 min. Nobody records the moment of entry yet, so there is no figure.',
    },
  },
  accepted_in_time: {
    zh: {
      name: '工单按时接单',
      definition:
        '派出的工单中，没有任何一次超时未接就被接下的占比。超时过、或无人接而停着的算未按时；还在等人接的不计。',
    },
    en: {
      name: 'Tickets accepted in time',
      definition:
        'Of the tickets offered, those accepted without any offer having run out. Those that ran out once, or stand with nobody to take them, count as late; those waiting for an answer are not counted.',
    },
  },
  real_emergencies: {
    zh: {
      name: '确属紧急的告警',
      definition:
        '已办结的告警中，优先级为紧急且结果为转急救、警方或消防、离世、服务人员上门或家属到场的占比。同类服务一般为 3% 至 6%。',
    },
    en: {
      name: 'Alerts that were emergencies',
      definition:
        'Of the alerts resolved, those of priority emergency whose outcome was ambulance, police or fire, died, a worker attended or the family attends. Services like this one see 3 to 6 %.',
    },
  },
  false_alarms: {
    zh: { name: '误报', definition: '已办结的告警中，结果为误报的占比。按规则和设备的明细见下表。' },
    en: {
      name: 'False alarms',
      definition: 'Of the alerts resolved, those with the outcome false alarm. By rule and device below.',
    },
  },
  supervised: {
    zh: {
      name: '设备在监护间隔内',
      definition:
        '启用的设备中，最近一次收到消息在其允许间隔之内的占比：市电 3 次心跳、至多 5 分钟，电池 2 次心跳。只有此刻的数字，过去的时段没有记录。',
    },
    en: {
      name: 'Devices supervised within their interval',
      definition:
        'Of the enabled devices, those last heard within the interval they are allowed: three beats and at most 5 min on mains, two beats on battery. As of now only; the past is not recorded.',
    },
  },
  mix_emergency: {
    zh: {
      name: '紧急占全部告警',
      definition: '优先级为紧急的告警占全部告警。参考值约 5%（ISA-18.2）。并入大面积故障处理的告警不计。',
    },
    en: {
      name: 'Emergencies among all alerts',
      definition:
        'Alerts of priority emergency among all. Near 5 % (ISA-18.2). Those dealt with in a mass outage are not counted.',
    },
  },
  mix_urgent: {
    zh: { name: '急占全部告警', definition: '优先级为急的告警占全部告警。参考值约 15%。' },
    en: { name: 'Urgent among all alerts', definition: 'Alerts of priority urgent among all. Near 15 %.' },
  },
  mix_rest: {
    zh: { name: '常规与技术占全部告警', definition: '优先级为常规或技术的告警占全部告警。参考值约 80%。' },
    en: {
      name: 'Routine and technical among all alerts',
      definition: 'Alerts of priority routine or technical among all. Near 80 %.',
    },
  },
  busiest_10min: {
    zh: {
      name: '一名坐席 10 分钟内最多认领',
      definition: '任一坐席在任一个整 10 分钟时段内首次认领的告警数的最大值。约 1 为平稳，10 为告警洪水（EEMUA 191）。',
    },
    en: {
      name: 'Most alerts one operator claimed in 10 min',
      definition:
        'The most alerts that any one operator was first to claim in any ten minutes of the clock. About 1 is calm, 10 is a flood (EEMUA 191).',
    },
  },
  alerts_per_10min: {
    zh: {
      name: '每名坐席每 10 分钟告警数',
      definition:
        '收到的告警数除以坐席与值班长签到在岗的总时长（以 10 分钟计，扣除休息）。没有人签到的时段没有数字。约 1 为平稳，10 为告警洪水（EEMUA 191）。',
    },
    en: {
      name: 'Alerts per operator in 10 min',
      definition:
        'Alerts received, by the time operators and supervisors were signed on to a shift, in tens of minutes, without breaks. Where nobody signed on there is no figure. About 1 is calm, 10 a flood (EEMUA 191).',
    },
  },
}
