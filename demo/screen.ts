import { styleText } from 'node:util'
import type { Person } from './people.ts'

const clock = new Intl.DateTimeFormat('zh-CN', { timeStyle: 'medium', hour12: false, timeZone: 'Asia/Shanghai' })

/** One line of the story, with the time in the neighbourhood. */
export const line = (at: number, zh: string, en: string): void =>
  console.log(`${styleText('dim', clock.format(at))}  ${zh}  ${styleText('dim', en)}`)

export const say = (zh: string, en: string): void => console.log(`${zh}  ${styleText('dim', en)}`)

/** Where to look and who can sign in. */
export const invite = (url: string, people: readonly Person[]): void => {
  console.log(`\n${styleText('bold', `安铃演示  Carebell demo: ${url}`)}\n`)
  console.log(row('角色 Role', '姓名 Name', '登录邮箱 E-mail', '密码 Password'))
  for (const { role, zh, name, email, password } of people) console.log(row(`${zh} ${role}`, name, email, password))
  console.log()
}

const row = (...cells: readonly string[]): string =>
  cells
    .map((cell, i) => pad(cell, [26, 14, 30, 0][i] ?? 0))
    .join('')
    .trimEnd()

/** Chinese characters are two columns wide in a terminal. */
const pad = (text: string, columns: number): string =>
  text +
  ' '.repeat(
    Math.max(1, columns - [...text].reduce((sum, c) => sum + (/[\u2e80-\u9fff\uff00-\uff60]/.test(c) ? 2 : 1), 0)),
  )
