import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import i18next, { type TFunction } from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../../../server/core/rules/limits.ts'
import * as zh from '../../locales/zh/all.ts'
import { limitText, ruleName, seenText } from './why.ts'

let t: TFunction<['alert', 'domain']>
beforeAll(async () => {
  const i18n = i18next.createInstance()
  await i18n.init({ lng: 'zh', resources: { zh }, interpolation: { escapeValue: false } })
  t = i18n.getFixedT('zh', ['alert', 'domain'])
})

describe('what was seen, in words', () => {
  it.each([
    [{ what: 'call', value: null, at: 0 }, '按下呼叫键'],
    [{ what: 'bed.wet', value: null, at: 0 }, '床垫潮湿'],
    [{ what: 'in_bed', value: false, at: 0 }, '离床'],
    [{ what: 'heart_rate', value: 137, at: 0 }, '心率 137 次/分'],
    [{ what: 'heart_rate since', value: null, at: 0 }, '心率自此越限'],
    [{ what: 'heart_rate level', value: 112, at: 0 }, '心率正缓慢逼近限值，近几分钟的中间值为112 次/分'],
    [{ what: 'news2_partial', value: 5, at: 0 }, 'NEWS2 评分（不完整） 5'],
    [{ what: 'heart_rate points', value: 2, at: 0 }, '心率 2 分'],
    [{ what: 'consciousness points', value: 3, at: 0 }, '意识 3 分'],
    [{ what: 'not measured', value: 'temperature, consciousness', at: 0 }, '没有测到： 体温、意识'],
    [{ what: 'not watched: no device is heard', value: 2, at: 0 }, '无人看护：设备全部离线 2'],
    [{ what: 'usual longest silence, hours', value: 6.5, at: 0 }, '平时最长的静默（小时） 6.5'],
    [{ what: 'mode', value: 'hospital', at: 0 }, '状态： 住院'],
    [{ what: 'spo2 last seen', value: null, at: 0 }, '血氧最后一次测到'],
    [{ what: 'mains', value: false, at: 0 }, '市电 否'],
    [{ what: 'something new', value: 3, at: 0 }, 'something new 3'],
  ])('%o', (seen, text) => expect(seenText(seen, t)).toBe(text))
})

describe('a rule, by its name', () => {
  it.each([
    ['call', '呼叫'],
    ['no_activity', '无活动'],
    ['own:0198', '个人规则'],
  ])('%s', (rule, text) => expect(ruleName(rule, t)).toBe(text))

  it('is none that people would read as a code', async () => {
    const rules = join(import.meta.dirname, '../../../../server/core/rules')
    const files = readdirSync(rules).filter((name) => name.endsWith('.ts') && !/\.(test|testing)\./.test(name))
    const modules = await Promise.all(files.map((name): Promise<Record<string, unknown>> => import(join(rules, name))))
    const names = modules.flatMap((exported) =>
      Object.values(exported).flatMap((one) =>
        typeof one === 'object' && one !== null && 'step' in one && 'name' in one ? String(one.name) : [],
      ),
    )
    expect(names.length).toBeGreaterThan(15)
    // What a person's own rules raise names the rule itself.
    for (const name of names.filter((one) => one !== 'own_rules')) expect(ruleName(name, t)).not.toBe(name)
  })
})

describe('limits, with their units', () => {
  it('has a word for each', () => {
    expect(Object.keys(limits).filter((name) => limitText(name, 1, t).name === name)).toEqual([])
  })

  it.each([
    ['heart_rate_emergency_above_bpm', 130, '130 次/分'],
    ['heart_rate_hold_seconds', 60, '60 秒'],
    ['bed_exit_urgent_seconds', 900, '15 分钟'],
    ['bed_exit_from_hour', 6, '06:00'],
    ['battery_low_at_most_percent', 20, '20 %'],
    ['temperature_urgent_above_celsius', 38.5, '38.5 °C'],
    ['blood_pressure_systolic_urgent_above_mmhg', 180, '180 mmHg'],
  ])('%s of %i', (name, value, text) => expect(limitText(name, value, t).value).toBe(text))
})
