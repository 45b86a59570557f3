import { expect, it } from 'vitest'
import { spanText } from './span.ts'

it.each([
  [45, '45 秒', '45 secs'],
  [60, '1 分钟', '1 min'],
  [90, '1 分钟 30 秒', '1 min 30 secs'],
  [7_200, '2 小时', '2 hrs'],
  [0, '0 秒', '0 secs'],
])('a span of %i s is said as %s', (seconds, zh, en) =>
  expect([spanText(seconds, 'zh'), spanText(seconds, 'en')]).toEqual([zh, en]),
)
