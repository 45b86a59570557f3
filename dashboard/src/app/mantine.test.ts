import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = join(import.meta.dirname, '..')
const styles = join(src, '../../node_modules/@mantine/core/styles')
const imported = readFileSync(join(import.meta.dirname, 'mantine.css'), 'utf8')

const files = globSync('**/*.tsx', { cwd: src }).map((file) => readFileSync(join(src, file), 'utf8'))
const usedIn = (text: string): string[] =>
  [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names]) =>
    (names ?? '').split(',').map((name) => name.trim()),
  )
const isStyled = (name: string): boolean => existsSync(join(styles, `${name}.layer.css`))

describe('mantine.css', () => {
  it('has the style of every component that is used, or who uses it brings it', () => {
    expect(files.flatMap(usedIn).filter(isStyled).length).toBeGreaterThan(5)
    const bare = files.flatMap((text) =>
      usedIn(text).filter(
        (name) => isStyled(name) && !imported.includes(`/${name}.layer.css`) && !text.includes(`/${name}.layer.css'`),
      ),
    )
    expect(bare).toEqual([])
  })
})
