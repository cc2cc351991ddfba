/** The texts of logging in and of new accounts in English. */

export const en = {
  logIn: 'Log in',
  logInNow: 'Log in',
  register: 'Create an account',
  registerNow: 'Create account',
  noAccount: 'No account yet?',
  haveAccount: 'You have an account?',
  forgot: 'Forgot your password?',
  forgotTitle: 'Set a new password',
  forgotText: 'We mail you a link with which you choose a new password.',
  forgotNow: 'Mail me the link',
  forgotDone: (email: string) =>
    `If ${email} has an account here, a link is on its way. It works for one hour.`,
  byMail: (email: string) => `Nearly done: open the link that we mailed to ${email}.`,
};

export type AccountTexts = typeof en;
