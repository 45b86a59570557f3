/** What people write in a spreadsheet, as the API wants it. What means nothing here comes back as it is, and is refused as such. */

const words: Record<string, readonly [string, ...string[]]> = {
  female: ['女', '女性', 'f'],
  male: ['男', '男性', 'm'],
  independent: ['自理', '能自理', '完全自理', '能力完好', '可自理'],
  partly_dependent: ['半失能', '半自理', '部分自理', '部分失能', '轻度失能', '中度失能'],
  dependent: ['失能', '完全失能', '重度失能', '不能自理', '全失能', '全护'],
  dementia: ['失智', '认知障碍', '认知症', '阿尔茨海默症'],
  call_button: ['一键呼叫器', '一键呼叫', '呼叫按钮', '呼叫器', '紧急呼叫器', '一键呼叫设备', '按钮'],
  fall_sensor: ['跌倒传感器', '跌倒', '跌倒检测', '跌倒报警器', '防跌倒'],
  bed: ['照护床', '护理床', '床垫', '智能床垫', '照护床位', '家庭照护床位'],
  gateway: ['网关', '家庭网关'],
  sensor: ['传感器', '其他传感器', '烟感', '门磁', '燃气报警器', '水浸传感器'],
  mains: ['市电', '插电', '交流', '外接电源'],
  battery: ['电池', '电池供电'],
  zh: ['中文', '汉语', '普通话'],
  en: ['英文', '英语'],
}
const meanings = new Map(Object.entries(words).flatMap(([value, said]) => said.map((word) => [word, value] as const)))

/** Said where there is nothing to say. */
const nothing: ReadonlySet<string> = new Set(['无', '没有', '暂无', '/', '-', '—', '--', '——', 'n/a', '空'])

export const given = (text: string | undefined): string | undefined =>
  text === undefined || nothing.has(text.trim().toLowerCase()) ? undefined : text

export const choice = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (meanings.get(text.trim()) ?? text.trim())

/** Full-width digits, any kind of space and dash, brackets, and the apostrophe that keeps Excel from counting. */
export function phoneOf(text: string | undefined): string | undefined {
  return text
    ?.normalize('NFKC')
    .replace(/^'/, '')
    .replace(/[()]/g, ' ')
    .replace(/[‐-―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Excel shows a long number as 1.38E+10 and saves that: the digits are gone. */
export const isShortened = (text: string): boolean => /^\d(\.\d+)?e\+?\d+$/i.test(text.trim())

/** 1941/3/2, 1941.3.2, 1941年3月2日, 19410302, with the midnight some exports put behind it. */
export function dateOf(text: string | undefined): string | undefined {
  const plain = text
    ?.normalize('NFKC')
    .replace(/\s+0?0:00(:00)?$/, '')
    .trim()
  const parts =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(plain ?? '') ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain ?? '')
  if (parts === null) return text
  const [, year = '', month = '', day = ''] = parts
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** What is no number stays text. */
export const numberOf = (text: string | undefined): number | string | undefined => {
  const plain = text?.normalize('NFKC').trim()
  return plain !== undefined && /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text
}

export function yesOrNo(text: string | undefined): boolean | string | undefined {
  switch (text?.trim().toLowerCase()) {
    case 'true':
    case 'yes':
    case 'y':
    case '1':
    case '是':
    case '有':
    case '√':
    case '✓':
      return true
    case 'false':
    case 'no':
    case 'n':
    case '0':
    case '否':
    case '不是':
    case '×':
      return false
    default:
      return text
  }
}
