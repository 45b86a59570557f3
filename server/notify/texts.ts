import type { MessageText } from '../contract/message-templates.ts'
import type { NoticeAbout } from '../store/jobs.ts'
import { type Message, messageFor, type Notice, wordsOf } from './messages.ts'

/** What the page of message texts shows: ours, and how one would read. */
export type Texts = {
  original(about: NoticeAbout, language: 'zh' | 'en'): MessageText
  preview(about: NoticeAbout, language: 'zh' | 'en', text: MessageText, around: { at: number; url: string }): Message
}

export const texts: Texts = {
  original: (about, language) => wordsOf(language).texts[about],
  preview: (about, language, text, { at, url }) =>
    messageFor({ ...exampleOf(about, language), happenedAt: at, url }, language, text),
}

/** Somebody made up, as the situation is when such a message goes out. */
function exampleOf(about: NoticeAbout, language: 'zh' | 'en'): Omit<Notice, 'happenedAt' | 'url'> {
  const zh = language === 'zh'
  const help = { workerName: zh ? '马丽' : 'Ma Li', state: about === 'arrived' ? 'arrived' : 'travelling' } as const
  return {
    about,
    contactName: zh ? '李娜' : 'Li Na',
    residentName: zh ? '王秀英' : 'Wang Xiuying',
    kind: 'call',
    state: about === 'unclaimed' ? 'open' : about === 'resolved' ? 'resolved' : 'claimed',
    timezone: 'Asia/Shanghai',
    cancelled: false,
    ownerName: zh ? '苏晓琳' : 'Su Xiaolin',
    outcome: about === 'resolved' ? 'reassured' : null,
    help: about === 'help_sent' || about === 'arrived' ? help : null,
  }
}
