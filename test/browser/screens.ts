import type { Page } from 'playwright-core'
import type { Town } from './town.ts'

export type Person = keyof Town['people'] | 'administrator' | 'nobody'
/** One page, and for whom. */
export type Screen = {
  name: string
  as: Person
  path: (town: Town) => string
  /** Is there once the page shows what it is for. */
  shows: string
  /** What the README shows of it, if anything. */
  readme?: { as: string; language: 'zh' | 'en'; width: 1440 | 390 }
}

/** What the chart says in words, for who can't see it. */
const measuredNight = 'p:text-matches("[0-9] 到 [0-9]|between [0-9]")'

/** Every page, with what shows that it is there. */
export const screens: Screen[] = [
  { name: 'sign-in', as: 'nobody', path: () => '/sign-in', shows: 'form' },
  { name: 'queue-empty', as: 'quiet', path: () => '/queue', shows: 'main h2, main p' },
  { name: 'queue', as: 'operator', path: () => '/queue', shows: '[id^=row-]' },
  {
    name: 'alert',
    as: 'operator',
    path: ({ alert }) => `/queue/${alert.id}`,
    shows: 'article ol li',
    readme: { as: 'queue', language: 'zh', width: 1440 },
  },
  { name: 'residents', as: 'operator', path: () => '/residents', shows: 'a[href^="/residents/"]' },
  {
    name: 'resident',
    as: 'operator',
    path: ({ resident }) => `/residents/${resident.id}`,
    shows: measuredNight,
    readme: { as: 'resident', language: 'zh', width: 1440 },
  },
  { name: 'history', as: 'operator', path: () => '/alerts', shows: 'a[href^="/alerts/"]' },
  { name: 'history-alert', as: 'operator', path: ({ past }) => `/alerts/${past.id}`, shows: 'article ol li' },
  { name: 'worker', as: 'worker', path: () => '/worker', shows: 'a[href^="/worker/"]' },
  { name: 'ticket-offered', as: 'worker', path: ({ offered }) => `/worker/${offered.id}`, shows: 'dl' },
  {
    name: 'ticket',
    as: 'worker',
    path: ({ travelling }) => `/worker/${travelling.id}`,
    shows: 'dl',
    readme: { as: 'worker', language: 'zh', width: 390 },
  },
  {
    name: 'family',
    as: 'family',
    path: () => '/family',
    shows: measuredNight,
    readme: { as: 'family', language: 'zh', width: 390 },
  },
  {
    name: 'wall',
    as: 'supervisor',
    path: () => '/wall',
    shows: 'article[data-figure]',
    readme: { as: 'wall', language: 'zh', width: 1440 },
  },
  { name: 'report', as: 'supervisor', path: () => '/report?by=kind', shows: 'section:has(> ul small)' },
  {
    name: 'report-cases',
    as: 'supervisor',
    path: () => '/report/cases?count=in_60',
    shows: 'main li, main p',
  },
  {
    name: 'map',
    as: 'operator',
    path: () => '/map',
    shows: '[data-alerts]',
    readme: { as: 'map', language: 'zh', width: 1440 },
  },
  { name: 'admin-residents', as: 'administrator', path: () => '/admin/residents', shows: 'tbody tr' },
  { name: 'admin-devices', as: 'administrator', path: () => '/admin/devices', shows: 'tbody tr' },
  { name: 'admin-staff', as: 'administrator', path: () => '/admin/staff', shows: 'tbody tr' },
  { name: 'admin-areas', as: 'administrator', path: () => '/admin/areas', shows: 'li' },
  { name: 'admin-policies', as: 'administrator', path: () => '/admin/policies', shows: 'ol li' },
  { name: 'shifts', as: 'operator', path: () => '/shifts', shows: 'ol h3' },
  { name: 'admin-quarantine', as: 'administrator', path: () => '/admin/quarantine', shows: 'li' },
  { name: 'admin-providers', as: 'administrator', path: () => '/admin/providers', shows: 'tbody tr' },
  { name: 'admin-templates', as: 'administrator', path: () => '/admin/templates', shows: 'li p' },
  { name: 'admin-backups', as: 'administrator', path: () => '/admin/backups', shows: 'tbody tr' },
  { name: 'admin-version', as: 'administrator', path: () => '/admin/version', shows: 'tbody tr' },
  { name: 'tickets', as: 'operator', path: () => '/tickets?show=all', shows: 'li a[href^="/tickets/"]' },
  { name: 'ticket-panel', as: 'operator', path: ({ travelling }) => `/tickets/${travelling.id}`, shows: 'article dl' },
]

/** What opens over a page or in it, once what leads there was pressed. After the pages: one of them claims an alert. */
export const openings: {
  name: string
  as: Person
  path: (town: Town) => string
  open: (page: Page) => Promise<unknown>
}[] = [
  {
    name: 'alert-close',
    as: 'operator',
    path: ({ unclaimed }) => `/queue/${unclaimed.id}`,
    open: async (page) => {
      await page.getByRole('button', { name: '认领这条告警' }).click()
      await page.getByRole('button', { name: '指定人员' }).click()
      await page.getByRole('button', { name: '派', exact: true }).last().waitFor()
      await page.getByRole('button', { name: '办结', exact: true }).click()
      await page.getByRole('button', { name: '确认办结' }).waitFor()
    },
  },
  {
    name: 'resident-forms',
    as: 'supervisor',
    path: ({ resident }) => `/residents/${resident.id}`,
    open: async (page) => {
      for (const name of ['修改档案', '添加联系人', '安排服务', '上传文件', '修改阈值'])
        await page.getByRole('button', { name, exact: true }).click()
      await page.getByRole('form', { name: '安排服务' }).waitFor()
    },
  },
  {
    name: 'device-add',
    as: 'administrator',
    path: () => '/admin/devices',
    open: (page) => page.getByRole('button', { name: '新增设备' }).click(),
  },
  {
    name: 'import-faults',
    as: 'administrator',
    path: () => '/admin/residents',
    open: async (page) => {
      await page.getByRole('button', { name: '导入老人' }).click()
      await page
        .getByRole('textbox', { name: '或把表格内容粘贴在这里' })
        .fill('序号,姓名,地址,出生日期\n1,王桂芬,,去年')
      await page.getByRole('button', { name: '检查' }).click()
      await page.getByRole('cell', { name: '不认识这一列' }).waitFor()
    },
  },
  {
    name: 'policy-edit',
    as: 'supervisor',
    path: () => '/admin/policies',
    open: (page) => page.getByRole('button', { name: '修改' }).first().click(),
  },
  {
    name: 'shift-plan',
    as: 'supervisor',
    path: () => '/shifts',
    open: (page) => page.getByRole('button', { name: '新增排班' }).click(),
  },
]
