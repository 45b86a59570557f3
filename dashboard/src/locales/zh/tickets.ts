export const tickets = { title: '工单' }
