import { createTransport } from 'nodemailer'
import { describe, expect, it } from 'vitest'
import { openMailbox } from './mail.ts'

describe('the mailbox of the demo', () => {
  it('shows to whom a mail went and what it is about, in Chinese and in English', async () => {
    const arrived: string[] = []
    const mailbox = await openMailbox((to, subject) => arrived.push(`${to}: ${subject}`))
    const transport = createTransport(mailbox.url)
    const long = '顾鸿飞按下了呼叫按钮，坐席正在处理，请保持电话畅通，我们会尽快再次通知您'
    await transport.sendMail({ from: 'hub@example.org', to: 'a@example.org', subject: long, text: 'x' })
    await transport.sendMail({ from: 'hub@example.org', to: 'b@example.org', subject: 'Gu Hongfei called', text: 'x' })
    transport.close()
    await mailbox.close()
    expect(arrived).toEqual([`a@example.org: ${long}`, 'b@example.org: Gu Hongfei called'])
  })
})
