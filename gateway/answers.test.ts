import { describe, expect, it } from 'vitest'
import { createAnswers } from './answers.ts'

const scene = () => {
  const said: string[] = []
  const answers = createAnswers((error) => said.push(`lost ${error}`))
  const writes = [0, 1, 2].map(() => Promise.withResolvers<void>())
  for (const [index, { promise }] of writes.entries()) answers.after(promise, () => said.push(`answer ${index}`))
  return { said, answers, writes, turn: () => new Promise((resolve) => setImmediate(resolve)) }
}

describe('answers', () => {
  it('come in the order of the messages, whatever order the writes end in', async () => {
    const { said, writes, turn } = scene()
    writes[2]?.resolve()
    writes[1]?.resolve()
    await turn()
    expect(said).toEqual([])
    writes[0]?.resolve()
    await turn()
    expect(said).toEqual(['answer 0', 'answer 1', 'answer 2'])
  })

  it('stop at the first write that failed, and what came before it is still answered', async () => {
    const { said, writes, turn } = scene()
    writes[1]?.reject('disk')
    writes[2]?.resolve()
    await turn()
    expect(said).toEqual([])
    writes[0]?.resolve()
    await turn()
    expect(said).toEqual(['answer 0', 'lost disk'])
  })
})
