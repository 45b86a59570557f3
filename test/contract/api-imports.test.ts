import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ImportResult } from '../../server/contract/imports.ts'
import { Contact } from '../../server/contract/people.ts'
import { verifySecret } from '../../server/store/device-secrets.ts'
import { type Person, settle, startApi, type TestApi } from '../harness/api.ts'

const Items = z.object({ items: z.array(z.looseObject({ id: z.string() })), nextCursor: z.string().nullable() })

describe('imports', () => {
  let api: TestApi
  let admin: Person
  let city: { id: string; path: string }
  const resident = (change: object = {}) => settle(admin, city.id, change)
  const stored = (id: string) => api.db.selectFrom('device').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  beforeAll(async () => {
    api = await startApi()
    city = await api.area('示范城市')
    admin = await api.person('administrator', city)
  })
  afterAll(() => api.close())
  const imported = async (path: string, text: string | Uint8Array<ArrayBuffer>) => {
    const answer = await admin.csv(path, text)
    expect(answer.status).toBe(200)
    return ImportResult.parse(answer.body)
  }
  let street: { id: string; path: string }
  beforeAll(async () => {
    const district = await api.area('导入区', city)
    street = await api.area('建国门街道', district)
    await api.area('建国门街道', await api.area('另一个区', city))
  })

  it('creates every resident of a file with a byte order mark, quotes, line breaks and areas by name', async () => {
    const text =
      '\uFEFFname,area,address,phone,bornOn,careLevel,livesAlone,leftBehind,lat,lon,conditions,instructions\r\n' +
      '赵一,导入区/建国门街道,"永安里 3 号, 201",13800001111,1940-01-02,dementia,是,true,39.9,116.4,高血压；糖尿病,"敲门\n要久一点"\r\n' +
      `钱二,${street.id},建国路 5 号,,,,,,,,,\r\n`
    expect(await imported('/residents/import', text)).toEqual({ created: 2, errors: [] })
    const [one] = Items.parse((await admin.get(`/residents?q=${encodeURIComponent('赵一')}`)).body).items
    expect(one).toMatchObject({
      areaId: street.id,
      address: '永安里 3 号, 201',
      careLevel: 'dementia',
      livesAlone: true,
      leftBehind: true,
      instructions: '敲门\n要久一点',
      place: { lat: 39.9, lon: 116.4 },
    })
    expect((await admin.post(`/residents/${one?.id}/health`)).body).toMatchObject({ conditions: ['高血压', '糖尿病'] })
  })

  it('creates nobody when one row is wrong, and says what is wrong in which line', async () => {
    const text =
      'name,area,address,phone,careLevel,lat\n' +
      '好人,导入区/建国门街道,某处,,,\n' +
      ',建国门街道,"两\n行",abc,fit,39\n' +
      '孙三,不存在的区,某处,,,\n'
    const result = await imported('/residents/import', text)
    expect(result.created).toBe(0)
    expect(result.errors.map(({ line, field }) => `${line} ${field}`).sort()).toEqual(
      ['3 area', '3 careLevel', '3 lon', '3 name', '3 phone', '5 area'].sort(),
    )
    expect(Items.parse((await admin.get(`/residents?q=${encodeURIComponent('好人')}`)).body).items).toEqual([])
  })

  it.each([
    ['', 'there are no rows'],
    ['name,address\n', 'there are no rows'],
    ['name,shoe size\nx,44\n', 'no such column'],
    ['name,name\nx,y\n', 'twice'],
    ['name,address\n"open,x\n', 'Quote'],
    ['name,address\na,b,c\n', 'more fields'],
    [`name,address\n${'x,y\n'.repeat(10_001)}`, 'more than 10000 rows'],
  ])('%#: a file that is not one is told so', async (text, message) => {
    const result = await imported('/residents/import', text)
    expect(result.created).toBe(0)
    expect(result.errors[0]?.message).toContain(message)
  })

  it('refuses what is no text', async () => {
    const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])
    expect((await admin.csv('/residents/import', picture)).status).toBe(422)
    const workbook = new Uint8Array([0x50, 0x4b, 0x03, 0x04, 20, 0])
    expect((await admin.csv('/residents/import', workbook)).body).toMatchObject({
      errors: [{ field: 'file', message: 'is a workbook, not CSV' }],
    })
  })

  /** 「姓名;区域;地址;电话;出生日期;性别;照护等级;是否独居;经纬度」 and a row, as Excel in China saves them: GBK. */
  const gbk = new Uint8Array(
    Buffer.from(
      '0NXD+zvH+NPyO7XY1rc7tee7sDuz9sn6yNXG2jvQ1LHwO9XVu6S1yLy2O8rHt/G2wL7TO76tzrO2yCjRoczuKQ0KzuK5pzu5ucP7O9PAsLLA7yA5ILrFOzs7Ozs7DQo=',
      'base64',
    ),
  )

  it('reads what Excel in China saves, in Chinese words, and says so before it creates anybody', async () => {
    const row = '吴桂花;导入区/建国门街道;永安里 9 号;(010) 6512－３４５６;1941/3/2;女;半失能;是;是;116.404,39.915'
    const text = `姓名;区域;地址*;联系电话;出生日期;性别;照护等级;是否独居;是否留守;经纬度（选填）;备注\r\n${row};"爱说""您好""；\n慢"\r\n;;;;;;;;;;\r\n`
    const looked = await imported('/residents/import?preview=true&system=gcj02', text)
    expect(looked).toMatchObject({ created: 0, errors: [], preview: { rows: 1, encoding: 'utf-8', separator: ';' } })
    expect(looked.preview?.columns).toContainEqual({ heading: '地址*', field: 'address' })
    const asked = `/residents?q=${encodeURIComponent('吴桂花')}`
    expect(Items.parse((await admin.get(asked)).body).items).toEqual([])

    expect(await imported('/residents/import?system=gcj02', text)).toMatchObject({ created: 1, errors: [] })
    const [one] = Items.parse((await admin.get(asked)).body).items
    expect(one).toMatchObject({
      bornOn: '1941-03-02',
      sex: 'female',
      phone: '010 6512-3456',
      careLevel: 'partly_dependent',
      livesAlone: true,
      leftBehind: true,
      instructions: '爱说"您好"；\n慢',
    })
    expect(one?.place).toEqual({ lat: expect.closeTo(39.9136, 4), lon: expect.closeTo(116.3978, 4) })
    // The same file once more makes nobody twice.
    expect((await imported('/residents/import', text)).errors).toMatchObject([{ line: 2, code: 'exists' }])
  })

  it('names line, column, content and fault in the words of the file, GBK or not', async () => {
    const looked = await imported('/residents/import?preview=true', gbk)
    expect(looked.preview).toMatchObject({ encoding: 'gb18030', separator: ';', rows: 1 })
    expect(looked.errors).toEqual([
      expect.objectContaining({ line: 2, column: '区域', value: '构名', code: 'area_unknown' }),
    ])
    const text =
      '序号\t老人姓名\t地址\t手机号\t生日\t照护等级\n1\t郑七\t某处\t1.38E+10\t41年春\t很好\n2\t\t某处 2\t无\t1941年3月2日\t\n'
    const wrong = await imported('/residents/import', text)
    expect(wrong.errors).toMatchObject([{ line: 1, code: 'column_unknown', field: '序号' }])
    const { errors } = await imported('/residents/import?leaveOut=true', text)
    expect(errors.map(({ line, column, value, code }) => [line, column, value, code])).toEqual([
      [2, '生日', '41年春', 'date'],
      [2, '手机号', '1.38E+10', 'shortened'],
      [2, '照护等级', '很好', 'choice'],
      [3, '老人姓名', null, 'required'],
    ])
  })

  it('gives contacts to their residents, in order, as versions of the record', async () => {
    const one = await resident({ name: '同名人', address: '一号', areaId: street.id })
    await resident({ name: '同名人', address: '二号', areaId: street.id })
    const text =
      '老人,老人地址,联系人,关系,电话,同意查看读数\n同名人,一 号,李娜,女儿,１３９-0000 2222,是\n同名人,一号,邻居,,,\n'
    expect(await imported('/contacts/import?preview=true', text)).toMatchObject({ errors: [], preview: { rows: 2 } })
    expect(await imported('/contacts/import', text)).toMatchObject({ created: 2, errors: [] })
    const { items } = z
      .object({ items: z.array(Contact) })
      .parse((await admin.get(`/residents/${one.id}/contacts`)).body)
    expect(items).toMatchObject([
      {
        name: '李娜',
        relation: '女儿',
        phone: '139-0000 2222',
        position: 1,
        consent: { alerts: true, readings: true },
      },
      { name: '邻居', position: 2, consent: { alerts: true, readings: false } },
    ])
    const changes = z
      .object({ items: z.array(z.object({ version: z.int(), did: z.string() })) })
      .parse((await admin.get(`/residents/${one.id}/changes`)).body)
    expect(changes.items.map(({ version, did }) => `${version} ${did}`)).toEqual(['2 added', '1 added'])

    const again = await imported(
      '/contacts/import',
      '老人,老人地址,联系人,电话\n同名人,一号,李娜,139 0000 2222\n同名人,,孙,\n没有人,,孙,\n',
    )
    expect(again.errors.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 exists',
      '3 resident_ambiguous',
      '4 resident_unknown',
    ])
  })

  it('has a file to fill in that it reads itself', async () => {
    const answer = await admin.get('/imports/residents/template')
    expect(answer.headers.get('content-disposition')).toContain('carebell-residents.csv')
    const looked = await imported('/residents/import?preview=true', String(answer.body))
    expect(looked).toMatchObject({ errors: [], preview: { rows: 1 } })
    expect(looked.preview?.columns.every(({ field }) => field !== null)).toBe(true)
  })

  it('gives every device its secret, and finds its resident, its gateway and its area', async () => {
    const { id } = await resident({ name: '设备主人', areaId: street.id })
    const text =
      'id,kind,resident,area,gatewayId,location,secret\n' +
      'imp-1,call_button,设备主人,,imp-gw,床头,\n' +
      `imp-gw,gateway,${id},,,客厅,\n` +
      'imp-2,bed,,导入区,,卧室,given by the maker 1\n'
    const result = await imported('/devices/import', text)
    expect(result).toMatchObject({ created: 3, errors: [] })
    expect(result.secrets?.map(({ deviceId }) => deviceId)).toEqual(['imp-1', 'imp-gw', 'imp-2'])
    expect(result.secrets?.[2]?.secret).toBe('given by the maker 1')
    expect((await admin.get('/devices/imp-1')).body).toMatchObject({
      residentId: id,
      gatewayId: 'imp-gw',
      areaId: street.id,
    })
    const row = await stored('imp-1')
    expect(verifySecret(result.secrets?.[0]?.secret ?? '', { salt: row.secret_salt, hash: row.secret_hash })).toBe(true)
    expect(api.told.devices).toEqual(expect.arrayContaining(['imp-1', 'imp-gw', 'imp-2']))
  })

  it('refuses devices that exist, are named twice, or refer to nobody', async () => {
    const text =
      'id,kind,resident,gatewayId,beatSeconds\nimp-1,bed,,,\nnew-1,bed,谁也不是,,\nnew-1,bed,,nowhere,often\nnew-2,toaster,,,\n'
    const result = await imported('/devices/import', text)
    const said = result.errors.map(({ line, field }) => `${line} ${field}`)
    expect(said).toEqual(expect.arrayContaining(['2 id', '3 resident', '4 beatSeconds', '5 kind']))
    expect((await admin.get('/devices/new-1')).status).toBe(404)
  })

  it('takes 10,000 residents, and others are served meanwhile', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `万人 ${i},导入区/建国门街道,第 ${i} 号`)
    const importing = imported('/residents/import', `name,area,address\n${rows.join('\n')}\n`)
    let served = 0
    let done = false
    const finished = importing.finally(() => {
      done = true
    })
    while (!done) {
      expect((await admin.get('/me')).status).toBe(200)
      served += 1
    }
    expect((await finished).created).toBe(10_000)
    expect(served).toBeGreaterThan(5)
  })
})
