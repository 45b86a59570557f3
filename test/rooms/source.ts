import { parseSync, Visitor } from 'vite'

/** `types`: gone at run time. `import { type A }` is not: under verbatimModuleSyntax it still loads the module. */
export type Import = { from: string; what: 'types' | 'values' }

export type Source = {
  imports: Import[]
  /** What it takes from its surroundings without an import, such as `Date.now`, `console` or `process.env`. */
  ambient: Set<string>
}

const timers = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'])
const surroundings = new Set(['console', 'performance', 'crypto', 'globalThis'])

/** Reads what a TypeScript file imports and uses. Throws when it is not TypeScript, or imports what only a run would tell. */
export function readSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const imports: Import[] = []
  const ambient = new Set<string>()
  const add = (from: string, isType: boolean) => imports.push({ from, what: isType ? 'types' : 'values' })

  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.importKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node.source.value, node.exportKind === 'type')
    },
    TSImportType: (node) => add(node.source.value, true),
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') return add(source.value, false)
      if (source.type !== 'TemplateLiteral') throw new Error(`${path}: an import whose name only a run would tell`)
      add(`${source.quasis[0]?.value.cooked ?? ''}${source.expressions.length > 0 ? '*' : ''}`, false)
    },
    MemberExpression: ({ object, property }) => {
      if (object.type !== 'Identifier') return
      if (surroundings.has(object.name)) ambient.add(object.name)
      if (property.type !== 'Identifier') return
      const name = `${object.name}.${property.name}`
      if (name === 'Date.now' || name === 'Math.random' || name === 'process.env') ambient.add(name)
    },
    CallExpression: ({ callee }) => {
      if (callee.type === 'Identifier' && (timers.has(callee.name) || callee.name === 'Date')) ambient.add(callee.name)
    },
    NewExpression: ({ callee, arguments: given }) => {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) ambient.add('new Date()')
    },
    VariableDeclarator: ({ id, init }) => {
      const takesEnv = id.type === 'ObjectPattern' && init?.type === 'Identifier' && init.name === 'process'
      if (takesEnv) ambient.add('process.env')
    },
  }).visit(program)
  return { imports, ambient }
}
