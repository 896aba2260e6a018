/** Signing in. */
export const signIn = {
  'ui.sign_in.title': 'Sign in',
  'ui.sign_in.username': 'User name',
  'ui.sign_in.password': 'Password',
  'ui.sign_in.password.help': 'In the file admin-password of the data folder, unless it was set otherwise.',
  'ui.sign_in.submit': 'Sign in',
  'ui.sign_in.refused': 'User name or password is wrong.',
} as const
