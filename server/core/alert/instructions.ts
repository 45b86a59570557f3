import type { AlertKind } from './alert.ts'

/** One thing to do, in both languages. `zh` names it: a step that reads otherwise is another step. */
export type Step = { zh: string; en: string }

/** What to do for each kind of alert where no area says otherwise. */
export const defaultInstructions: { readonly [K in AlertKind]?: readonly Step[] } = {
  call: [
    { zh: '拨打老人电话，报姓名，问怎么了', en: 'Call the resident, give your name, ask what is wrong' },
    {
      zh: '问清：能动吗？哪里痛？呼吸、意识是否正常',
      en: 'Ask: able to move? pain where? breathing and awareness normal?',
    },
    {
      zh: '无人接听或无人说话：拨打联系人，同时派人上门',
      en: 'No answer or no speech: call the contacts and send somebody',
    },
    {
      zh: '胸痛、呼吸困难、昏迷、大出血：立即拨打 120',
      en: 'Chest pain, short of breath, unconscious, heavy bleeding: ambulance at once',
    },
  ],
  fall: [
    { zh: '拨打老人电话，问能否自己起来，嘱咐不要勉强', en: 'Call the resident: able to get up? Not to force it' },
    { zh: '问清：头部是否着地，哪里痛，是否服用抗凝药', en: 'Ask: head hit? pain where? taking blood thinners?' },
    { zh: '起不来、无人接听或无人说话：派人上门', en: 'Can’t get up, no answer or no speech: send somebody' },
    { zh: '头部外伤、剧痛、意识不清：立即拨打 120', en: 'Head injury, severe pain, confused: ambulance at once' },
  ],
  smoke: [
    { zh: '拨打老人电话，嘱咐马上离开屋子，不乘电梯', en: 'Call the resident: leave now, no lift' },
    { zh: '无人接听或确认起火：拨打 119', en: 'No answer, or fire confirmed: fire service' },
    { zh: '通知邻居和联系人', en: 'Tell neighbours and contacts' },
  ],
  gas: [
    {
      zh: '拨打老人电话：关阀、开窗、不碰开关、离开',
      en: 'Call the resident: valve off, windows open, touch no switch, leave',
    },
    { zh: '无人接听或有不适：拨打 119、120', en: 'No answer or unwell: fire service and ambulance' },
    { zh: '通知燃气公司和联系人', en: 'Tell the gas company and contacts' },
  ],
  water: [
    {
      zh: '拨打老人电话：关总阀，不碰湿处的电器',
      en: 'Call the resident: main valve off, nothing electric where it is wet',
    },
    { zh: '无人接听：通知联系人或派人上门', en: 'No answer: tell a contact or send somebody' },
  ],
  vitals: [
    { zh: '看读数与走势，核对个人限值', en: 'Look at the readings and their course, against the person’s own limits' },
    { zh: '拨打老人电话，问是否不适，传感器是否戴好', en: 'Call the resident: unwell? is the sensor on properly?' },
    {
      zh: '无人接听、无人说话或有不适：派人上门，必要时拨打 120',
      en: 'No answer, no speech or unwell: send somebody, ambulance if needed',
    },
  ],
  bed_exit: [
    { zh: '拨打老人电话，问是否需要帮助', en: 'Call the resident: help needed?' },
    { zh: '无人接听：拨打联系人', en: 'No answer: call the contacts' },
    { zh: '仍联系不上：派人上门', en: 'Still nobody: send somebody' },
  ],
  no_activity: [
    { zh: '核对是否外出或住院', en: 'Check whether they are away or in hospital' },
    { zh: '拨打老人电话', en: 'Call the resident' },
    { zh: '无人接听：拨打联系人，请就近的人去看', en: 'No answer: call the contacts, ask whoever is near to look in' },
    { zh: '仍联系不上：派人上门', en: 'Still nobody: send somebody' },
  ],
  wet: [{ zh: '联系家里的照护人或服务人员更换', en: 'Ask the carer at home, or send a worker, to change it' }],
  turn_due: [{ zh: '联系家里的照护人或服务人员翻身', en: 'Ask the carer at home, or send a worker, to turn them' }],
  medication: [
    { zh: '拨打老人电话，提醒服药', en: 'Call the resident and remind them of the medicine' },
    { zh: '没有服用：告知联系人', en: 'Not taken: tell a contact' },
  ],
  device_offline: [
    { zh: '拨打老人电话，检查电源和网络', en: 'Call the resident: check power and network' },
    { zh: '恢复不了：派维修，期间安排电话问候', en: 'Not coming back: send maintenance, call the resident meanwhile' },
  ],
  battery_low: [{ zh: '安排更换电池或充电', en: 'Arrange a new battery or charging' }],
  mains_lost: [
    { zh: '拨打老人电话，问是否停电或插头松动', en: 'Call the resident: power cut, or a loose plug?' },
    { zh: '依赖用电设备的老人：派人上门', en: 'Depends on powered equipment: send somebody' },
  ],
  tamper: [{ zh: '拨打老人电话，确认设备是否被移动', en: 'Call the resident: was the device moved?' }],
  bed_unsteady: [
    {
      zh: '拨打老人电话，检查床垫是否移位、接头是否松动',
      en: 'Call the resident: has the mat moved, is its plug loose?',
    },
    {
      zh: '仍时断时续：派维修更换，期间夜间多留意',
      en: 'Still unsteady: have it replaced, and look in at night meanwhile',
    },
  ],
  test_overdue: [{ zh: '拨打老人电话，一起按一次测试', en: 'Call the resident and do a test press together' }],
  mode_check: [
    {
      zh: '拨打老人电话，确认是否已经回家，并改回“在家”',
      en: 'Call the resident: back home? Then set the mode to home',
    },
    { zh: '无人接听：拨打联系人，问家里是谁', en: 'No answer: call a contact and ask who is there' },
  ],
}
