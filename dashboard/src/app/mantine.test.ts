import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = join(import.meta.dirname, '..')
const styles = join(src, '../../node_modules/@mantine/core/styles')
const imported = readFileSync(join(import.meta.dirname, 'mantine.css'), 'utf8')

const used = new Set(
  globSync('**/*.tsx', { cwd: src }).flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(
      ([, names]) => (names ?? '').split(',').map((name) => name.trim()),
    ),
  ),
)

describe('mantine.css', () => {
  it('has the style of every component that is used', () => {
    const styled = [...used].filter((name) => existsSync(join(styles, `${name}.layer.css`)))
    expect(styled.length).toBeGreaterThan(5)
    expect(styled.filter((name) => !imported.includes(`/${name}.layer.css`))).toEqual([])
  })
})
