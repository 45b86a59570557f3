/** The colours and the type of tokens.css as they now are. */
export type Ink = Record<
  | 'paper'
  | 'surface'
  | 'line'
  | 'line-strong'
  | 'ink'
  | 'ink-2'
  | 'ink-3'
  | 'p1'
  | 'p2'
  | 'p3'
  | 'p4'
  | 'on-p'
  | 'font',
  string
>

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element)
  const token = (name: keyof Ink) => style.getPropertyValue(`--cb-${name}`).trim()
  return {
    paper: token('paper'),
    surface: token('surface'),
    line: token('line'),
    'line-strong': token('line-strong'),
    ink: token('ink'),
    'ink-2': token('ink-2'),
    'ink-3': token('ink-3'),
    p1: token('p1'),
    p2: token('p2'),
    p3: token('p3'),
    p4: token('p4'),
    'on-p': token('on-p'),
    font: token('font'),
  }
}
