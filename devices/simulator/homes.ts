import { between, chance, pick, wholeBetween } from './chance.ts'
import { type Community, city, communities } from './district.ts'
import { children, elders, surnames } from './names.ts'

export type Sex = 'female' | 'male'
export type SimulatedContact = { name: string; relation: string; phone: string; email: string; language: 'zh' | 'en' }

export type SimulatedDevice = {
  id: string
  kind: 'call_button' | 'fall_sensor' | 'bed' | 'sensor'
  model: string
  location: string
  power: 'mains' | 'battery'
  /** How often it is heard from, in seconds. */
  beatSeconds: number
}

export type Home = {
  index: number
  community: Community
  resident: {
    name: string
    sex: Sex
    /** Year, month and day, `1941-03-08`. */
    bornOn: string
    phone: string
    address: string
    place: { lat: number; lon: number }
    careLevel: 'independent' | 'partly_dependent' | 'dependent' | 'dementia'
    livesAlone: boolean
    conditions: readonly string[]
    instructions: string
    keySafe: string | null
  }
  /** Who is told first comes first. */
  contacts: readonly SimulatedContact[]
  devices: readonly SimulatedDevice[]
  /** Lies in bed by day as well. */
  bedridden: boolean
}

/** Every home of the neighbourhood; home 7 is the same home whether 10 or 60 are asked for. */
export const createHomes = (seed: number, count: number): readonly Home[] => {
  const taken = new Set<string>()
  return Array.from({ length: count }, (_, index) => home(seed, index, taken))
}

const home = (seed: number, index: number, taken: Set<string>): Home => {
  const key = (about: string) => [seed, 'home', index, about] as const
  const sex: Sex = chance(...key('sex')) < 0.58 ? 'female' : 'male'
  const [surname, name] = freeName(seed, index, sex, taken)
  const community = communities[index % communities.length] ?? communities[0]
  const hasBed = index % 4 === 1
  const bedridden = index % 12 === 1
  const careLevel = bedridden ? 'dependent' : hasBed ? 'partly_dependent' : pick(careLevels, ...key('care'))
  const livesAlone = !bedridden && chance(...key('alone')) < 0.6
  const building = wholeBetween(1, 28, ...key('building'))
  const unit = wholeBetween(1, 4, ...key('unit'))
  const door = wholeBetween(1, 6, ...key('floor')) * 100 + wholeBetween(1, 4, ...key('door'))
  const lane = wholeBetween(2, 160, ...key('lane'))
  return {
    index,
    community,
    bedridden,
    resident: {
      name,
      sex,
      bornOn: date(wholeBetween(1933, 1954, ...key('year')), ...key('day')),
      phone: phone(...key('phone')),
      address: `${city.district}${community.street}${community.name}${community.road}${lane}弄${building}号楼${unit}单元${door}室`,
      place: {
        lat: round(community.lat + between(-0.0022, 0.0022, ...key('lat')), 6),
        lon: round(community.lon + between(-0.0026, 0.0026, ...key('lon')), 6),
      },
      careLevel,
      livesAlone,
      conditions: conditions.filter((condition) => chance(...key(condition)) < 0.2),
      instructions: bedridden
        ? '长期卧床，家属白天在家。进门先按铃，钥匙在邻居处。'
        : pick(instructions, ...key('instructions')),
      keySafe: livesAlone ? `门右侧钥匙盒 ${wholeBetween(1000, 9999, ...key('key safe'))}` : null,
    },
    contacts: contacts(seed, index, surname, sex),
    devices: devices(index, hasBed),
  }
}

const careLevels = ['independent', 'independent', 'partly_dependent', 'dementia'] as const
const conditions = ['高血压', '2型糖尿病', '冠心病', '房颤', '慢阻肺', '骨质疏松', '帕金森病', '听力减退']
const instructions = [
  '听力不好，请大声说话，或先打女儿电话。',
  '养了一只小狗，不咬人，进门请随手关门。',
  '行动缓慢，按铃后请等两分钟。',
  '青霉素过敏。药盒在餐桌左边抽屉。',
  '方言为主，普通话能听懂。',
  '晚上一般八点半就睡，白天常在社区活动室。',
  '电梯常停，走西侧楼梯。',
] as const

const freeName = (seed: number, index: number, sex: Sex, taken: Set<string>): [string, string] => {
  for (let attempt = 0; ; attempt++) {
    const [surname] = pick(surnames, seed, 'surname', index, attempt)
    const name = `${surname}${pick(elders[sex], seed, 'given', index, attempt)}`
    if (taken.has(name) && attempt < 200) continue
    taken.add(name)
    return [surname, name]
  }
}

/** Children of a father carry his name, of a mother mostly her husband's. A neighbour comes last. */
const contacts = (seed: number, index: number, surname: string, sex: Sex): SimulatedContact[] => {
  const family = sex === 'male' ? surnameOf(surname) : pick(surnames, seed, 'husband', index)
  const count = wholeBetween(1, 2, seed, 'children', index)
  const own = Array.from({ length: count }, (_, n): SimulatedContact => {
    const childSex: Sex = chance(seed, 'child sex', index, n) < 0.55 ? 'female' : 'male'
    const [given, spelling] = pick(children[childSex], seed, 'child', index, n)
    return {
      name: `${family[0]}${given}`,
      relation: childSex === 'female' ? '女儿' : '儿子',
      phone: phone(seed, 'child phone', index, n),
      email: `${spelling}.${family[1]}.${index + 1}${n === 0 ? '' : `-${n + 1}`}@example.org`,
      language: chance(seed, 'child abroad', index, n) < 0.06 ? 'en' : 'zh',
    }
  })
  if (chance(seed, 'neighbour', index) < 0.5) return own
  // A door further lives somebody of another family.
  const [neighbour, spelling] = pick(surnames, seed, 'neighbour', index, 'name')
  if (neighbour === surname) return own
  return [
    ...own,
    {
      name: `${neighbour}${pick(elders.female, seed, 'neighbour', index, 'given')}`,
      relation: '邻居',
      phone: phone(seed, 'neighbour phone', index),
      email: `neighbour.${spelling}.${index + 1}@example.org`,
      language: 'zh',
    },
  ]
}

const surnameOf = (surname: string) => surnames.find(([written]) => written === surname) ?? surnames[0]

const devices = (index: number, hasBed: boolean): SimulatedDevice[] => {
  const number = String(index + 1).padStart(3, '0')
  return [
    {
      id: `call-${number}`,
      kind: 'call_button',
      model: 'CB-1',
      location: index % 3 === 0 ? '随身' : '床头',
      power: 'battery',
      beatSeconds: 86_400,
    },
    ...(hasBed
      ? [
          {
            id: `bed-${number}`,
            kind: 'bed',
            model: 'NB-5',
            location: '卧室',
            power: 'mains',
            beatSeconds: 30,
          } as const,
        ]
      : []),
    ...(index % 3 === 2
      ? [
          {
            id: `fall-${number}`,
            kind: 'fall_sensor',
            model: 'FS-2',
            location: '卫生间',
            power: 'mains',
            beatSeconds: 60,
          } as const,
        ]
      : []),
    ...(index % 10 === 4
      ? [
          {
            id: `smoke-${number}`,
            kind: 'sensor',
            model: 'SD-3',
            location: '厨房',
            power: 'mains',
            beatSeconds: 60,
          } as const,
        ]
      : []),
  ]
}

const phone = (...key: readonly [number, ...(string | number)[]]): string =>
  `1380000${String(wholeBetween(0, 9999, ...key)).padStart(4, '0')}`

const date = (year: number, ...key: readonly [number, ...(string | number)[]]): string =>
  `${year}-${String(wholeBetween(1, 12, ...key, 'month')).padStart(2, '0')}-${String(wholeBetween(1, 28, ...key, 'day')).padStart(2, '0')}`

const round = (value: number, digits: number): number => Number(value.toFixed(digits))
