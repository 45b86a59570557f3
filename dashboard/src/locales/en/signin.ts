export const signin = {
  title: 'Sign in',
  lead: 'Somebody pressed a button and waits to be heard.',
  email: 'E-mail',
  password: 'Password',
  submit: 'Sign in',
  emailMissing: 'Enter your e-mail address',
  passwordMissing: 'Enter your password',
  wrong: 'The e-mail address or the password is not right.',
  tooMany: 'Too many attempts. Wait a minute and try again.',
  about: 'The hub of a home-care alarm service',
}
