/** A column of a file to import: its name in the API, what it is called in Chinese, and what others call it. */
export type Column = { name: string; zh: string; also?: readonly string[]; example: string }

export const residentColumns = [
  { name: 'name', zh: '姓名', also: ['老人姓名', '老人'], example: '王桂芬' },
  { name: 'area', zh: '区域', also: ['社区', '街道', '所属区域', '所属社区', '所属街道'], example: '' },
  {
    name: 'address',
    zh: '地址',
    also: ['住址', '家庭住址', '详细地址', '居住地址', '家庭地址'],
    example: '永安里 3 号楼 201',
  },
  { name: 'bornOn', zh: '出生日期', also: ['生日', '出生年月日', '出生年月'], example: '1941/3/2' },
  { name: 'sex', zh: '性别', example: '女' },
  { name: 'phone', zh: '电话', also: phoneHeadings('老人'), example: '138 0000 1111' },
  { name: 'careLevel', zh: '照护等级', also: ['护理等级', '失能等级', '能力等级', '自理能力'], example: '半失能' },
  { name: 'livesAlone', zh: '独居', also: ['是否独居'], example: '是' },
  { name: 'leftBehind', zh: '留守', also: ['是否留守', '留守老人', '家人不在身边'], example: '否' },
  { name: 'place', zh: '坐标', also: ['经纬度', '位置坐标', '地图坐标'], example: '' },
  { name: 'lat', zh: '纬度', also: ['latitude'], example: '' },
  { name: 'lon', zh: '经度', also: ['longitude', 'lng'], example: '' },
  { name: 'conditions', zh: '健康状况', also: ['疾病', '慢性病', '病史', '基础疾病'], example: '高血压；糖尿病' },
  { name: 'instructions', zh: '注意事项', also: ['备注', '须知', '说明'], example: '听力不好，请说慢一点' },
  { name: 'keySafe', zh: '钥匙盒密码', also: ['钥匙盒', '钥匙箱密码'], example: '' },
] as const satisfies readonly Column[]

export const contactColumns = [
  { name: 'resident', zh: '老人', also: ['老人姓名', '所属老人'], example: '王桂芬' },
  { name: 'residentAddress', zh: '老人地址', also: ['地址', '住址'], example: '' },
  { name: 'name', zh: '联系人', also: ['姓名', '联系人姓名', '家属', '家属姓名'], example: '李娜' },
  { name: 'relation', zh: '关系', also: ['与老人关系', '亲属关系'], example: '女儿' },
  { name: 'phone', zh: '电话', also: phoneHeadings('联系人'), example: '139-0000-2222' },
  { name: 'email', zh: '邮箱', also: ['电子邮件', '电子邮箱', 'e-mail', 'mail'], example: '' },
  { name: 'position', zh: '通知顺序', also: ['顺序', '优先级'], example: '1' },
  { name: 'language', zh: '语言', example: '中文' },
  { name: 'consentAlerts', zh: '同意告知告警', also: ['告知告警', '接收告警'], example: '是' },
  { name: 'consentReadings', zh: '同意查看读数', also: ['可看读数', '查看读数'], example: '否' },
] as const satisfies readonly Column[]

export const deviceColumns = [
  { name: 'id', zh: '设备编号', also: ['编号', '设备号', '序列号', 'sn', '设备id'], example: 'K3-118' },
  { name: 'kind', zh: '类型', also: ['设备类型', '种类'], example: '一键呼叫器' },
  { name: 'model', zh: '型号', also: ['设备型号'], example: 'K3' },
  { name: 'location', zh: '位置', also: ['安装位置', '安放位置'], example: '床头' },
  { name: 'resident', zh: '老人', also: ['老人姓名', '使用人', '姓名'], example: '王桂芬' },
  { name: 'residentAddress', zh: '老人地址', also: ['地址', '住址'], example: '' },
  { name: 'area', zh: '区域', also: ['社区', '街道', '所属区域'], example: '' },
  { name: 'gatewayId', zh: '所属网关', also: ['网关', '网关编号'], example: '' },
  { name: 'power', zh: '供电', also: ['供电方式', '电源'], example: '电池' },
  { name: 'beatSeconds', zh: '上报间隔（秒）', also: ['上报间隔', '心跳间隔'], example: '' },
  { name: 'secret', zh: '密钥', also: ['设备密钥', '密码'], example: '' },
] as const satisfies readonly Column[]

function phoneHeadings(whose: string): string[] {
  return ['联系电话', '手机', '手机号', '手机号码', '电话号码', '联系方式', `${whose}电话`, 'tel', 'mobile']
}

/** A heading without what people add to it: stars, hints in brackets, spaces, capitals. */
const bare = (heading: string): string =>
  heading
    .normalize('NFKC')
    .replace(/\(.*?\)|[*\s:]/g, '')
    .toLowerCase()

/** The column a heading means; null when nobody calls one so. */
export function columnOf(heading: string, columns: readonly Column[]): string | null {
  const asked = bare(heading)
  const names = ({ name, zh, also = [] }: Column) => [name, zh, ...also].map(bare)
  // What a column is called itself goes before what others call it.
  const own = columns.find(({ name, zh }) => bare(name) === asked || bare(zh) === asked)
  return (own ?? columns.find((column) => names(column).includes(asked)))?.name ?? null
}
