export const signin = {
  title: '登录',
  lead: '按下按钮的人，正等着听到回音。',
  email: '邮箱',
  password: '密码',
  submit: '登录',
  emailMissing: '请填写邮箱',
  passwordMissing: '请填写密码',
  wrong: '邮箱或密码不对。',
  tooMany: '尝试次数过多，请稍等一分钟再试。',
  about: '居家养老呼叫与照护中心',
}
