export const begin = {
  title: 'Begin here',
  left: '{{count}} steps are left until this station can take a call.',
  areas: {
    title: 'Area',
    todo: 'Give 示范城市 the name of your station or street; add others below it if you need them.',
    done: '{{count}} areas',
  },
  staff: {
    title: 'Who answers',
    todo: 'Add operators or supervisors and tell them their first passwords.',
    waiting: '{{count}} added; one of them has to sign in.',
    done: '{{count}} can answer',
  },
  residents: {
    title: 'Residents',
    todo: 'Register them one by one, or import from Excel.',
    done: '{{count}} residents',
  },
  devices: {
    title: 'Devices',
    todo: 'Register a call device for somebody and press its test button.',
    waiting: '{{count}} registered; none of them has been heard yet.',
    done: '{{count}} devices, heard',
  },
  told: {
    title: 'Who is told',
    todo: 'Add contacts with a telephone number for those who have a device.',
    done: '{{count}} residents have contacts',
  },
  go: 'Do it',
  isDone: 'done',
  ready: 'Ready: press a device, and the alert queue rings.',
  queue: 'Open the alert queue',
}
