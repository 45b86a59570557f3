export const begin = {
  title: '开始使用',
  left: '还有 {{count}} 步，这个站点就能接听呼叫。',
  areas: { title: '区域', todo: '把“示范城市”改成您的站点或街道的名字，需要时再往下新增。', done: '{{count}} 个区域' },
  staff: {
    title: '接听的人',
    todo: '新增坐席或值班长，告诉他们初始密码。',
    waiting: '已新增 {{count}} 人，等其中一人首次登录。',
    done: '{{count}} 人可以接听',
  },
  residents: { title: '老人', todo: '逐个登记，或从 Excel 导入。', done: '{{count}} 位老人' },
  devices: {
    title: '设备',
    todo: '给老人登记一台呼叫设备，按一次测试键。',
    waiting: '已登记 {{count}} 台，还没有收到任何一台的消息。',
    done: '{{count}} 台设备，已收到消息',
  },
  told: {
    title: '通知谁',
    todo: '给有设备的老人登记联系人和电话。',
    done: '{{count}} 位老人有联系人',
  },
  go: '去做',
  isDone: '已完成',
  ready: '准备好了：现在按下设备，告警台就会响。',
  queue: '打开告警台',
}
