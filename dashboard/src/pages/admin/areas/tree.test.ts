import { describe, expect, it } from 'vitest'
import type { Area } from '../../../../../server/contract/people.ts'
import { levelsBelow, treeOf } from './tree.ts'

const area = (id: string, parentId: string | null, name = id): Area => ({
  id,
  parentId,
  level: 'district',
  name,
  path: '',
  timezone: 'Asia/Shanghai',
})

describe('the tree of areas', () => {
  it('puts each below the one it lies in, whatever their order', () => {
    const tree = treeOf([area('c', 'b'), area('a', null), area('d', 'a', 'z'), area('b', 'a', 'y')])
    expect(tree.map(({ area, depth }) => `${depth}${area.id}`)).toEqual(['0a', '1b', '2c', '1d'])
  })

  it('begins where the reader’s own area is, whose parent is not theirs to see', () => {
    expect(treeOf([area('street', 'district'), area('community', 'street')]).map(({ depth }) => depth)).toEqual([0, 1])
  })

  it('knows what lies in what', () => {
    expect(levelsBelow('district')).toEqual(['street', 'community'])
    expect(levelsBelow('community')).toEqual([])
  })
})
