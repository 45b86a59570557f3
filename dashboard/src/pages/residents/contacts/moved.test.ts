import { expect, it } from 'vitest'
import { movedTo } from './moved.ts'

it.each([
  ['c', 1, ['a', 'c', 'b']],
  ['a', 1, ['b', 'a', 'c']],
  ['a', -1, ['a', 'b', 'c']],
  ['c', 9, ['a', 'b', 'c']],
] as const)('%s goes to place %d', (id, index, order) => {
  expect(movedTo(['a', 'b', 'c'], id, index)).toEqual(order)
})
