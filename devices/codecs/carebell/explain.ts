import type { z } from 'zod'

const mostIssues = 3
const mostCharacters = 60

/** How a refused value is shown: short, on one line, its insides left out. */
const show = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object') return 'an object'
  if (typeof value !== 'string') return String(value)
  return value.length > mostCharacters ? `${JSON.stringify(value.slice(0, mostCharacters))}…` : JSON.stringify(value)
}

const field = (path: readonly PropertyKey[]): string =>
  path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`)).join('')

const sentence = (issue: z.core.$ZodIssue): string => {
  const where = field(issue.path) || 'payload'
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .slice(0, mostIssues)
      .map((key) => `${where}: ${issue.message} ${show(key)}`)
      .join('; ')
  if (issue.input === undefined) return `${where}: missing, ${issue.message}`
  // A rule over several fields has all of them for its input: its message says what is wrong.
  if (issue.code === 'custom' && typeof issue.input === 'object') return `${where}: ${issue.message}`
  return `${where}: ${issue.message}, got ${show(issue.input)}`
}

/** The first few reasons, each naming its field: `values.heart_rate: expected a number, got "72"`. */
export const explain = ({ issues }: { issues: readonly z.core.$ZodIssue[] }): string => {
  const more = issues.length - mostIssues
  return issues.slice(0, mostIssues).map(sentence).join('; ') + (more > 0 ? `; and ${more} more` : '')
}

/** The fields it is about, each once and without the place in a list: the same for every message of the same firmware. */
export const fieldsIn = (issues: readonly z.core.$ZodIssue[]): string[] => {
  const fields = issues.flatMap((issue) => {
    const where = issue.path.filter((step) => typeof step !== 'number').join('.') || 'payload'
    return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => `${where}.${key}`) : [where]
  })
  return [...new Set(fields)]
}
