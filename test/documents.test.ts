import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
/** The changelog tells of what was, and is left out. */
const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })]

const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, what = '']) => what)

/** As a heading is linked to: `## Set up, once` is `#set-up-once`. */
const anchorsOf = (text: string): string[] =>
  found(text, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** A link into the tree, with where it leads by its own account. */
const isBroken = (document: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#')
  const file = path === '' ? document : join(dirname(document), path)
  if (!existsSync(join(root, file))) return true
  return anchor !== undefined && file.endsWith('.md') && !anchorsOf(read(file)).includes(anchor)
}

describe.each(documents)('%s', (document) => {
  const text = read(document)

  it('links to what is there', () => {
    const links = found(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link))
    expect(links.filter((link) => isBroken(document, link))).toEqual([])
  })

  it('names files and folders that are there', () => {
    const named = found(text, /`((?:devices|gateway|server|dashboard|demo|test|docs|scripts)\/[^`\s]*)`/g)
    // `server/*.ts` and `devices/codecs/<vendor>/` are any of them.
    const patterns = named.map((path) => path.replaceAll(/<\w+>/g, '*'))
    expect(patterns.filter((path) => globSync(path.replace(/\/$/, ''), { cwd: root }).length === 0)).toEqual([])
  })

  it('tells to run what can be run', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')))
    expect(found(text, /npm run ([a-z:-]+)/g).filter((name) => !(name in scripts))).toEqual([])
  })
})

it('the settings that the hub reads are those of the documents, and none besides', () => {
  const settings = /\b((?:HUB|INFLUX|REDIS|DATABASE)_[A-Z_]+)\b/g
  const told = new Set(documents.flatMap((document) => found(read(document), settings)))
  expect([...told].sort()).toEqual([...new Set(found(read('server/config.ts'), settings))].sort())
})
