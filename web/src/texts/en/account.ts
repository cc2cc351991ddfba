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
  byMail: (email: string) =>
    `Nearly done: open the link that we mailed to ${email} within an hour, and choose your password there.`,
  issuer: {
    text: (host: string) =>
      `The accounts of this page are kept at ${host}. You log in there, and come back here; new people register there, too.`,
    now: (host: string) => `Go on to ${host}`,
    busy: 'One moment …',
    failed: (host: string) => `The log-in at ${host} did not succeed. Please try again.`,
    notHere: (host: string) =>
      `The accounts of this page are kept at ${host}, and the operator has not set up a log-in here.`,
    kept: (host: string) => `Your account is kept at ${host}. Change your name, address and password there.`,
  },
};

export type AccountTexts = typeof en;
