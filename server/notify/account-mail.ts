import type { Mail, Mailer, Sent } from './email.ts'

/** Both languages in one: who has lost their password can't be asked which one they read. */
const reset = (url: string) => ({
  subject: '安铃：设置新密码 / Carebell: set a new password',
  text: [
    '有人（应该是您）要求为您的安铃账号设置新密码。请在一小时内打开：',
    'Somebody, likely you, asked for a new password for your account. Within an hour, open:',
    '',
    url,
    '',
    '如果不是您，请忽略这封邮件，密码不会改变。',
    'If it was not you, do nothing: your password stays as it is.',
  ].join('\n'),
})

const trial = (url: string) => ({
  subject: '安铃：测试邮件 / Carebell: a test',
  text: [
    '这是安铃发出的测试邮件。收到它，说明告警邮件也能送到这里。',
    'A test from Carebell. Since it arrived, messages about alerts will too.',
    '',
    url,
  ].join('\n'),
})

type To = { name: string; email: string }

/** Mails about the hub and its accounts, sent at once and not by a job. Neither rejects: what the server said is the answer. */
export function createAccountMail({ mailer, newId, address }: { mailer: Mailer; newId(): string; address: string }) {
  const send = ({ name, email }: To, { subject, text }: { subject: string; text: string }): Promise<Sent> => {
    const mail: Mail = { to: email, name, subject, text, messageId: `<${newId()}@${mailer.domain}>`, urgent: false }
    return mailer.send(mail)
  }
  return {
    reset: (to: To, url: string) => send(to, reset(url)),
    trial: (to: To) => send(to, trial(address)),
  }
}
export type AccountMail = ReturnType<typeof createAccountMail>
