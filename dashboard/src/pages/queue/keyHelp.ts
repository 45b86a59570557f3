/** What the help says, in the order of the work; `[keys, what they do]`. */
export const keyHelp = {
  queue: [
    [['j', 'k'], 'move'],
    [['o'], 'open'],
    [['c'], 'claim'],
    [['1', '2', '3'], 'tab'],
    [['Esc'], 'close'],
    [['?'], 'help'],
  ],
  alert: [
    [['p'], 'phone'],
    [['1–9'], 'whom'],
    [['a'], 'answered'],
    [['w'], 'noAnswer'],
    [['q'], 'noSpeech'],
    [['f'], 'tell'],
    [['x'], 'step'],
    [['s'], 'send'],
    [['g'], 'keySafe'],
    [['n'], 'note'],
    [['r'], 'resolve'],
    [['e'], 'other'],
    [['v'], 'seen'],
    [['b'], 'release'],
    [['t'], 'takeOver'],
  ],
} as const
