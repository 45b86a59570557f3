import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../harness/browser.ts'
import { textFaultsOf } from './look.ts'

let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await launchBrowser()
  page = await browser.newPage()
})

afterAll(() => browser?.close())

/** What is found on a page of one button, whose style this is. */
async function found(style: string, words = '发送测试邮件'): Promise<string[]> {
  await page.setContent(
    `<html lang="zh"><title>邮件 · 安铃</title><button style="font: 14px/1 sans-serif; ${style}">${words}</button></html>`,
  )
  return textFaultsOf(page)
}

describe('what looks at the pages', () => {
  it('tells a button that clips its words, of one line or of more', async () => {
    const told = ['a button that cuts its words: 发送测试邮件']
    expect(await found('height: 10px; overflow: hidden; padding: 0')).toEqual(told)
    expect(await found('width: 50px; height: 26px; overflow: hidden')).toEqual(told)
  })

  it('tells no button that holds its words, clips nothing, or is as low as its line', async () => {
    expect(await found('height: 26px; overflow: hidden; white-space: nowrap')).toEqual([])
    expect(await found('height: 10px; padding: 0')).toEqual([])
    expect(await found('overflow: hidden; padding: 0; border: 0', '待派单 <b style="float: right">1</b> ')).toEqual([])
  })

  it('tells a key of a text, a hole in one and a label that nobody translated', async () => {
    expect(await found('', 'queue.empty')).toEqual(['not a text: queue.empty'])
    expect(await found('', '还有 {{count}} 条')).toEqual(['not a text: 还有 {{count}} 条'])
    expect(await found('" title="Send it')).toEqual(['not translated: Send it'])
  })
})
