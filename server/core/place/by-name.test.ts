import { expect, it } from 'vitest'
import { byName } from './by-name.ts'

it('sorts Chinese by pinyin and not by code point, and numbers by their value', () => {
  expect(['王芳', '赵敏', '李娜', '安平', '陈静'].toSorted(byName)).toEqual(['安平', '陈静', '李娜', '王芳', '赵敏'])
  expect(['button-10', 'button-2', '10号楼', '9号楼'].toSorted(byName)).toEqual([
    '9号楼',
    '10号楼',
    'button-2',
    'button-10',
  ])
})
