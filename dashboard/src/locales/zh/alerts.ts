export const alerts = {
  title: '历史',
  state: '状态',
  kind: '类型',
  anyState: '全部状态',
  anyKind: '全部类型',
  column: { when: '时间', what: '告警', who: '老人', answered: '应答', outcome: '结果', owner: '负责人' },
  none: '没有符合条件的告警',
  noneHint: '告警办结后，会连同时间线一直留在这里。',
  more: '显示更早的',
  unanswered: '未应答',
  pick: '选择一条告警，查看它的全部经过',
}
