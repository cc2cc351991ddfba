/** The texts of what the links of mails open, in English. */
export const en = {
  incomplete: {
    title: 'This link does not work',
    text: 'The link is not complete, or this page was loaded again without it. Please open it again from the mail, or copy the whole address, up to its end.',
  },
  confirm: {
    title: 'Confirm your email address',
    text: 'Press the button to confirm that the address to which we sent the mail is yours.',
    button: 'Confirm the address',
    done: 'Thank you. Your email address is confirmed.',
    logInFirst:
      'Please log in to your account first, and then open the link of the mail again. If you have made no account here, somebody else entered your address: you need not do anything.',
  },
  reset: {
    title: 'Set a new password',
    text: 'All sessions of your account end, and you log in with the new password.',
    button: 'Set the password',
    done: 'Your password is changed. You can log in with it now.',
    askAgain: 'Have a new link mailed',
  },
  register: {
    title: 'Complete your registration',
    text: 'Choose the password of your account. You log in with it and with the address to which we sent the mail.',
    button: 'Create the account',
    done: 'Your account is created. You can log in with your password now.',
    askAgain: 'Register again',
  },
  refused:
    'This password is not allowed: it has fewer than 10 characters, is a common one, or is your name or address. Please choose another one.',
  announcements: {
    title: 'Emails that the organizer writes',
    subscribed:
      'If the organizer of this event writes to those who have tickets or wait for some, you get an email. You can unsubscribe from these. Emails about your booking itself still reach you.',
    unsubscribed:
      'You are unsubscribed: you get no emails that this organizer writes. Emails about your booking itself still reach you.',
    stop: 'Unsubscribe',
    again: 'Subscribe again',
  },
};

export type LinkTexts = typeof en;
