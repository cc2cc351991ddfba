/** The texts of the screen of one's account in English. */
export const en = {
  title: 'Your account',
  onlyLoggedIn: 'Log in to see your account.',
  details: {
    title: 'Name and address',
    confirmed: 'Your address is confirmed.',
    unconfirmed: 'Your address is not confirmed. The link is in a mail of ours.',
    pending: (email: string) => `${email} counts once you open the link that we mailed to it.`,
    mailAgain: 'Mail me the link again',
    mailed: 'A new link is on its way, unless one was mailed a moment ago.',
    withdraw: (email: string) => `Keep ${email}`,
    withdrawn: 'The new address is withdrawn.',
    save: 'Save',
    saved: 'Your account is saved.',
    changedMeanwhile: 'Your account was changed elsewhere. This is how it is now; please look at it again.',
    role: (role: string) => `Role: ${role}`,
    roles: { attendee: 'attendee', organizer: 'organizer', admin: 'admin' },
  },
  sessions: {
    title: 'Where you are logged in',
    here: 'this browser',
    client: (name: string) =>
      name === 'other' ? 'Another program' : name.charAt(0).toUpperCase() + name.slice(1),
    unknownClient: 'Another program',
    since: (time: string) => `since ${time}`,
    end: 'Log out there',
    ended: 'That session has ended.',
    endOthers: 'Log out everywhere else',
    othersEnded: 'All other sessions have ended.',
  },
  password: {
    title: 'Change your password',
    current: 'Your password now',
    wrong: 'The password is wrong.',
    next: 'The new password',
    button: 'Change the password',
    done: 'Your password is changed, and you are logged out everywhere else.',
  },
  data: {
    title: 'What is stored about you',
    text: 'A file with your account, your sessions, the mails about it, and your bookings with their histories.',
    button: 'Save the file',
    reading: 'Reading …',
  },
  closing: {
    title: 'Close your account',
    text: 'Your name, address and password are erased, and the names that you gave on your bookings. Before that, cancel your bookings and hand over your events, except those that are over.',
    button: 'Close the account',
    question: 'Close your account?',
    questionText: 'It cannot be undone.',
    yes: 'Yes, close it',
    no: 'Keep it',
  },
};

export type MyAccountTexts = typeof en;
