import type { Plugin } from 'postcss'

const usualPx = 16
/** Up to here a length is a line, which larger text doesn't make thicker. */
const linePx = 3

const inUnit = (text: string, unit: 'rem' | 'em'): string =>
  text.replace(/(-?\d*\.?\d+)px\b/g, (px, number: string) =>
    Math.abs(Number(number)) <= linePx ? px : `${Number((Number(number) / usualPx).toFixed(5))}${unit}`,
  )

/**
 * Lengths are written in px, as they were designed, and built as rem, the widths layouts ask for as em or rem: whoever has set
 * their browser to larger text gets all of it larger, and the layout that has room for it, as with zoom.
 */
export const pxAsRem: Plugin = {
  postcssPlugin: 'px-as-rem',
  Once(root) {
    if (root.source?.input.file?.includes('node_modules')) return
    root.walkDecls((line) => {
      line.value = inUnit(line.value, 'rem')
    })
    root.walkAtRules(/^(media|container)$/, (rule) => {
      rule.params = inUnit(rule.params, rule.name === 'media' ? 'em' : 'rem')
    })
  },
}
