import type { Scene } from './scenes.ts'

export type Telling = { zh: string; en: string }

const sentences: Readonly<Record<string, Telling>> = {
  call: { zh: '按下呼叫按钮', en: 'presses the call button' },
  'call.cancel': { zh: '取消了呼叫', en: 'takes the call back' },
  test: { zh: '做每周测试', en: 'makes the weekly test press' },
  fall: { zh: '疑似跌倒', en: 'seems to have fallen' },
  'fall.cancel': { zh: '自己站起来，取消了跌倒报警', en: 'is up again and cancels the fall' },
  'bed.wet': { zh: '床垫潮湿', en: 'has a wet bed' },
  'bed.dry': { zh: '床垫已更换', en: 'has a dry bed again' },
  smoke: { zh: '厨房烟雾报警', en: 'has smoke in the kitchen' },
  'mains.lost': { zh: '设备断电', en: 'has a device without mains' },
  'mains.restored': { zh: '设备恢复供电', en: 'has mains again' },
  silent: { zh: '跌倒传感器突然失联', en: 'has a fall sensor that goes silent' },
  back: { zh: '跌倒传感器恢复在线', en: 'has the fall sensor back' },
  'battery.low': { zh: '呼叫按钮电量低', en: 'has a call button with a low battery' },
  'battery.dead': { zh: '呼叫按钮电量耗尽', en: 'has a call button with a flat battery' },
  fast_heart: { zh: '卧床心率升高（三分钟）', en: 'has a fast heart for three minutes' },
  slow_heart: { zh: '卧床心率过低（三分钟）', en: 'has a slow heart for three minutes' },
  fast_breath: { zh: '呼吸急促（三分钟）', en: 'breathes fast for three minutes' },
  out_of_bed: { zh: '离床后二十多分钟未回', en: 'leaves the bed for more than twenty minutes' },
}

/** One line about a scene, in both languages of the service. */
export const tell = ({ home, device }: Scene, what: string): Telling => {
  const sentence = sentences[what] ?? { zh: what, en: what }
  const { name } = home.resident
  return {
    zh: `${name}（${home.community.name}，${device.id}）${sentence.zh}`,
    en: `${name} (${device.id}) ${sentence.en}`,
  }
}
