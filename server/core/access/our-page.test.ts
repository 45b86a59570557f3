import { describe, expect, it } from 'vitest'
import { fromOurPage } from './our-page.ts'

describe('a connection from a browser', () => {
  it('is ours when the page came from where the hub is, or from where it says it is', () => {
    expect(fromOurPage('https://hub.example', 'hub.example', [])).toBe(true)
    expect(fromOurPage('http://127.0.0.1:8080', '127.0.0.1:8080', [])).toBe(true)
    expect(fromOurPage('https://care.example', '10.0.0.5:8080', ['https://care.example'])).toBe(true)
    expect(fromOurPage(undefined, 'hub.example', [])).toBe(true)
  })

  it("is not when the page is another site's, whatever it looks like", () => {
    expect(fromOurPage('https://evil.example', 'hub.example', [])).toBe(false)
    expect(fromOurPage('https://hub.example.evil.example', 'hub.example', [])).toBe(false)
    expect(fromOurPage('http://127.0.0.1:9999', '127.0.0.1:8080', [])).toBe(false)
    expect(fromOurPage('null', 'hub.example', [])).toBe(false)
    expect(fromOurPage('https://hub.example', undefined, [])).toBe(false)
  })
})
