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
  door_15: {
    zh: {
      name: '服务圈内派人后 15 分钟内到门口',
      definition:
        '住处在一座启用驿站 1,000 米（15 分钟步行圈，GB 50180-2018）以内的紧急上门工单中，从决定派人（建单）到服务人员报告到达不超过 15 分钟的占比。住处没有坐标的、不在圈内的不计；其余口径同 45 分钟。驿站和住处按此刻登记的位置。行业只给出 15 分钟，没有给出占比，所以没有目标线。',
    },
    en: {
      name: 'At the door within 15 min, in the circle',
      definition:
        'Of the response tickets to homes within 1,000 m of an active station (15 minutes on foot, GB 50180-2018), those whose worker reported arrival no later than 15 min after the decision to send. Homes without a place, or outside the circle, are not counted; otherwise as with 45 min. Stations and homes are where they are registered now. The field says 15 min and no share: there is no bar.',
    },
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
    zh: {
      name: '到门口后 5 分钟内进门',
      definition: '服务人员报告到达后，又在手机上记录了进门的工单中，两者相隔不超过 5 分钟的占比。没有记录进门的不计。',
    },
    en: {
      name: 'From the door to inside within 5 min',
      definition:
        'Of the tickets whose worker reported arrival and then entering, those with at most 5 min between the two. Where nobody recorded the entry they are not counted.',
    },
  },
  accepted_in_time: {
    zh: {
      name: '工单按时接单',
      definition:
        '派出的工单中，没有任何一次超时未接就被接下的占比。超时过、或无人接而停着的算未按时；还在等人接的不计。计划内的工单计入计划的那一天。',
    },
    en: {
      name: 'Tickets accepted in time',
      definition:
        'Of the tickets offered, those accepted without any offer having run out. Those that ran out once, or stand with nobody to take them, count as late; those waiting for an answer are not counted. What is planned counts on the day it is planned for.',
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
      name: '设备在监护间隔内（此刻）',
      definition:
        '启用且至少收到过一次消息的设备中，最近一次消息在其允许间隔之内的占比：市电 3 次心跳、至多 5 分钟，电池 2 次心跳。从未接通过的设备另计，不在其中。只有此刻的数字；过去的时段见“设备在监护之中的时间”。',
    },
    en: {
      name: 'Devices supervised within their interval, now',
      definition:
        'Of the enabled devices that were ever heard, those last heard within the interval they are allowed: three beats and at most 5 min on mains, two beats on battery. Devices never heard of are counted apart. As of now only; for the past see the time under supervision.',
    },
  },
  mix_emergency: {
    zh: {
      name: '紧加急占全部告警',
      definition: '优先级为紧急的告警占全部告警。参考值约 5%（ISA-18.2）。并入大面积故障处理的告警不计。',
    },
    en: {
      name: 'Emergencies among all alerts',
      definition:
        'Alerts of priority emergency among all. Near 5 % (ISA-18.2). Those dealt with in a mass outage are not counted.',
    },
  },
  mix_urgent: {
    zh: { name: '加急占全部告警', definition: '优先级为加急的告警占全部告警。参考值约 15%。' },
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
  supervised_time: {
    zh: {
      name: '设备在监护之中的时间',
      definition:
        '时段内，设备总时间（自登记起至停用，至多到此刻）减去失去监护的时间后所占的比例。失去监护自超过允许间隔起，至再次收到消息为止；从未接通过的设备、登记后到第一次接通之间不算失去监护。中心自身停机期间没有记录，不计。',
    },
    en: {
      name: 'Time under supervision',
      definition:
        'Of the time that devices were registered within the period, up to now, the share in which they were not out of supervision: from when their interval had run out until they were heard again. Devices never heard of, and the time before one was first heard, are no gap; while the hub itself was down nothing is recorded.',
    },
  },
  first_attempt: {
    zh: {
      name: '消息一次送达',
      definition:
        '时段内有了结果的对外消息（邮件、短信和语音接口）中，第一次尝试就被对方服务器接收的占比。重试后才送达的、最终没有送达的算未达到。设备发往中心的消息若第一次没有到达，中心无从得知，不在此内；同类服务的首次尝试有 2% 至 20% 失败。',
    },
    en: {
      name: 'Messages delivered at the first attempt',
      definition:
        'Of the messages to people (e-mail, and the webhook for SMS and voice) whose end is known, those the receiving server took at the first attempt. Delivered after a retry, or never, counts as not. What a device sent in vain the hub cannot know of and is not in it; services like this one lose 2 to 20 % of first attempts.',
    },
  },
  visits_on_time: {
    zh: {
      name: '上门按时',
      definition:
        '上门与服务工单中，在应到时间之前到达的占比：应到时间为计划约定的钟点之后一小时内，计划只定了日子的为当天之内，没有计划的为建单后 24 小时。超过应到时间仍未到、未能完成的算未按时；取消的、时间未到的不计。计划内的工单计入计划的那一天。',
    },
    en: {
      name: 'Visits on time',
      definition:
        'Of the visit and service tickets, those whose worker arrived by the time due: an hour after the time agreed in the plan, the end of the day where the plan has only a day, or 24 h from the request. Not there by then, or failed, counts as late; those cancelled, or still in time, are not counted. What is planned counts on the day it is planned for.',
    },
  },
  satisfaction: {
    zh: {
      name: '满意度',
      definition:
        '工单完成后由老人或家属打分（1 至 5 分）的，其中 4 分或 5 分的占比。不愿评价的视为没有问过。计划内的工单计入计划的那一天。',
    },
    en: {
      name: 'Satisfaction',
      definition:
        'Of the finished tickets that the resident or the family rated from 1 to 5, those with 4 or 5. Who did not want to say counts as not asked. What is planned counts on the day it is planned for.',
    },
  },
  near_station: {
    zh: {
      name: '社区 15 分钟内有驿站',
      definition:
        '社区中，其老人住处的中心到最近的启用驿站的直线距离不超过 1000 米的占比：步行 15 分钟，时速 4 公里（GB 50180-2018 的 15 分钟生活圈为步行 800 至 1000 米）。老人住处都没有位置的社区不计。只有此刻的数字。',
    },
    en: {
      name: 'Communities within 15 minutes of a station',
      definition:
        'Of the communities, those where the middle of their residents’ homes lies within 1,000 m in a straight line of an active station: 15 min on foot at 4 km/h (GB 50180-2018 puts the 15-minute circle at 800 to 1,000 m on foot). Communities without any known home are not counted. As of now only.',
    },
  },
  residents_per_bed_independent: {
    zh: {
      name: '每张床位的老人数：自理',
      definition:
        '登记为自理的老人数除以启用的服务商和驿站为自理老人登记的床位数。没有登记床位时没有数字。只有此刻的数字。',
    },
    en: {
      name: 'Residents per bed: independent',
      definition:
        'Residents registered as independent, by the beds that active providers and stations entered for them. Without any bed entered there is no figure. As of now only.',
    },
  },
  residents_per_bed_partly_dependent: {
    zh: {
      name: '每张床位的老人数：半失能',
      definition:
        '登记为半失能的老人数除以启用的服务商和驿站为半失能老人登记的床位数。没有登记床位时没有数字。只有此刻的数字。',
    },
    en: {
      name: 'Residents per bed: partly dependent',
      definition:
        'Residents registered as partly dependent, by the beds that active providers and stations entered for them. Without any bed entered there is no figure. As of now only.',
    },
  },
  residents_per_bed_dependent: {
    zh: {
      name: '每张床位的老人数：失能',
      definition:
        '登记为失能的老人数除以启用的服务商和驿站为失能老人登记的床位数。没有登记床位时没有数字。只有此刻的数字。',
    },
    en: {
      name: 'Residents per bed: dependent',
      definition:
        'Residents registered as dependent, by the beds that active providers and stations entered for them. Without any bed entered there is no figure. As of now only.',
    },
  },
  residents_per_bed_dementia: {
    zh: {
      name: '每张床位的老人数：失智',
      definition:
        '登记为失智的老人数除以启用的服务商和驿站为失智老人登记的床位数。没有登记床位时没有数字。只有此刻的数字。',
    },
    en: {
      name: 'Residents per bed: with dementia',
      definition:
        'Residents registered as with dementia, by the beds that active providers and stations entered for them. Without any bed entered there is no figure. As of now only.',
    },
  },
}
