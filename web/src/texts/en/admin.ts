/** The texts of the admin's screens in English. Their type is that of every other language. */
export const en = {
  title: 'Administration',
  forAdmins: 'These screens are for admins.',
  logInHint: 'Log in with the account of an admin.',
  noAdmin: 'Your account is not that of an admin any more. Log out and in again.',
  docs: {
    title: 'API documentation',
    about: 'Every route with its fields and examples, to try in the browser.',
  },
  problems: {
    'last-admin': 'You are the only admin. Make another account an admin first. Nothing was changed.',
    'accounts-elsewhere':
      'Another service keeps the accounts and their roles. Change the role there. Nothing was changed.',
    'not-found': 'There is no such account any more.',
  } as Record<string, string | undefined>,
  users: {
    title: 'Users',
    about: 'Who has an account, and what each may do.',
    role: 'Role',
    all: 'All',
    none: 'No account has this role. Choose another one, or show all.',
    noName: 'No name',
    noAddress: 'No email address',
    you: 'you',
    address: 'Email address',
    confirmed: 'Confirmed by its owner.',
    notConfirmed: 'Not confirmed: nobody has opened the link that was mailed to it.',
    newAddress: 'New address',
    newAddressHint: 'It counts once its owner has opened the link that was mailed to it.',
    since: 'Account since',
    id: 'Id',
    changed: (name: string, role: string) => `${name} has the role ${role} now.`,
    keep: (role: string) => `No, stay ${role}`,
    effect:
      'The change counts at once. The person has to log in again within 15 minutes. It is written to the security log.',
    effectOnOneself:
      'This is your own account: you lose these screens at once, and log in again. It is written to the security log.',
  },
  roles: {
    attendee: {
      one: 'attendee',
      many: 'Attendees',
      give: 'Make attendee',
      question: (name: string) => `Make ${name} an attendee?`,
      may: 'Attendees book tickets and make no events. Events that they own stay theirs.',
    },
    organizer: {
      one: 'organizer',
      many: 'Organizers',
      give: 'Make organizer',
      question: (name: string) => `Make ${name} an organizer?`,
      may: 'Organizers make events and sell tickets for them. They see the names and addresses of those who book them.',
    },
    admin: {
      one: 'admin',
      many: 'Admins',
      give: 'Make admin',
      question: (name: string) => `Make ${name} an admin?`,
      may: 'Admins may do everything: they run every event, see everybody who books, and change all roles, also yours.',
    },
  },
};

export type AdminTexts = typeof en;
