/** The texts of the admin's screens in English. Their type is that of every other language. */
import type { components } from '../../../.generated/api';

type RateLimit = NonNullable<components['schemas']['Limits']['rateLimits']>[number];
type SecurityEvent = components['schemas']['SecurityEventPage']['items'][number];

/** What a sentence on an entry of the security log is made of: persons by their names or accounts. */
export type LogParts = {
  by: string | undefined;
  user: string | undefined;
  formerOwner: string | undefined;
  role: string | undefined;
  formerRole: string | undefined;
  endsEarlier: boolean | undefined;
};
type KindTexts = { title: string; says: (parts: LogParts) => string };

export const en = {
  title: 'Administration',
  forAdmins: 'These screens are for admins.',
  logInHint: 'Log in with the account of an admin.',
  noAdmin: 'Your account is not that of an admin any more. Log out and in again.',
  mailbox: {
    title: 'Mailbox',
    about: 'The mails that this service wrote. They stay on this machine and reach nobody.',
  },
  docs: {
    title: 'API documentation',
    about: 'Every route with its fields and examples, to try in the browser.',
  },
  problems: {
    'last-admin': 'You are the only admin. Make another account an admin first. Nothing was changed.',
    'accounts-elsewhere':
      'Another service keeps the accounts and their roles. Change the role there. Nothing was changed.',
    'not-found': 'There is no such account any more.',
    'address-not-confirmed':
      'The address of this account is not confirmed, so it may be somebody else’s account. Ask the owner of the address: if they made it, they open the link of the mail from us; if not, a new password makes it theirs. Nothing was changed.',
  } as Record<string, string | undefined>,
  users: {
    title: 'Users',
    about: 'Who has an account, and what each may do.',
    role: 'Role',
    all: 'All',
    none: 'No account has this role. Choose another one, or show all.',
    searchLabel: 'Search accounts',
    searchPlaceholder: 'Name, address or id …',
    noneFound: 'No account matches.',
    rolesElsewhere: 'Another issuer keeps the accounts. Roles are given there.',
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
      'The new role counts from now on. The person stays logged in for up to 15 minutes, and then has to log in again. The change is written to the security log.',
    effectOnOneself:
      'This is your own account: you lose these screens at once, and log in again. It is written to the security log.',
  },
  log: {
    title: 'Security log',
    about: 'What was done to accounts, roles, sessions and events, by whom and when.',
    intro: (zone: string) =>
      `What was done to accounts, roles and sessions, what was cancelled, changes of events that concern those who wait, and what admins did with events of others, in the last 400 days, the latest first. Times are those of your time zone (${zone}). Failed log-ins and requests beyond a rate limit are in the log files of the service, not here.`,
    kind: 'What',
    all: 'All',
    none: 'Nothing has happened yet.',
    noneOfKind: 'Nothing of this kind happened in the last 400 days.',
    noneSoFar: 'Nothing of this kind so far. “Show more” looks further back.',
    account: (id: string) => `account ${id}`,
    own: (name: string) => `${name} (you)`,
    event: 'Event',
    booking: 'Booking',
    kinds: {
      'role-changed': {
        title: 'Role changed',
        says: ({ by, user, role, formerRole }) =>
          `${by} changed the role of ${user} from ${formerRole} to ${role}.`,
      },
      'accounts-listed': {
        title: 'Accounts read',
        says: ({ by }) => `${by} read the list of accounts, in the hour that began then.`,
      },
      'data-exported': {
        title: 'Data exported',
        says: ({ by }) => `${by} exported what is stored about them, in the hour that began then.`,
      },
      'account-closed': {
        title: 'Account closed',
        says: ({ user }) => `${user} was closed by its owner, and name and address were erased.`,
      },
      'booking-erased': {
        title: 'Booking erased',
        says: ({ by }) => `${by ?? 'a guest'} had the names and addresses erased from a booking.`,
      },
      'event-erased': {
        title: 'Event erased',
        says: () => 'The service erased the names and addresses from all bookings of an event.',
      },
      'password-changed': {
        title: 'Password changed',
        says: ({ user }) => `${user} set a new password, knowing the old one. Their other sessions ended.`,
      },
      'password-reset': {
        title: 'Password reset',
        says: ({ user }) => `${user} set a new password with a mailed link. All their sessions ended.`,
      },
      'sessions-ended': {
        title: 'Sessions ended',
        says: ({ by }) => `${by} ended one of their sessions, or all others.`,
      },
      'refresh-token-reused': {
        title: 'Refresh token reused',
        says: ({ user }) =>
          `A refresh token of ${user} was used a second time, so it may have been stolen. The session was ended.`,
      },
      'event-handed-over': {
        title: 'Event handed over',
        says: ({ by, user, formerOwner }) =>
          `${by} gave ${by === formerOwner ? 'their event' : `an event of ${formerOwner}`} to ${user}.`,
      },
      'event-cancelled': {
        title: 'Event cancelled',
        says: ({ by }) => `${by} cancelled an event.`,
      },
      'event-changed': {
        title: 'Event changed',
        says: ({ by }) =>
          `${by} changed or published an event that others run, ended one or its sales earlier, changed how many tickets it has, or the rules of its waitlist.`,
      },
      'bookings-exported': {
        title: 'Bookings exported',
        says: ({ by }) => `${by} exported bookings of an event that others run, in the hour that began then.`,
      },
      'key-rotated': {
        title: 'Key rotated',
        says: ({ endsEarlier }) =>
          `The operator gave access tokens a new key. ${endsEarlier ? 'The tokens of all earlier keys ended.' : 'Nobody was logged out.'}`,
      },
    } satisfies Record<SecurityEvent['kind'], KindTexts>,
  },
  limits: {
    title: 'Limits',
    about: 'How many requests are admitted, and how many events an organizer may have.',
    intro: 'These values are in force now. They are set where the service is started or deployed, not here.',
    rates: 'Rate limits',
    ratesOff: 'The rate limits are switched off: everybody may send any number of requests.',
    ratesHint: 'Requests beyond a limit are refused, and do nothing. A limit fills again evenly.',
    rate: (requests: string, time: string) => `${requests} in ${time}`,
    quota: 'Quota of an organizer',
    quotaOff: 'The quota is switched off: every organizer may have any number of events.',
    quotaHint: 'It counts events that are not over. Admins have none.',
    events: 'Events',
    shards: 'Shards',
    shardsHint: 'the parts in which their tickets are stored, all events together',
    address: 'for each network address',
    account: 'for each account',
    names: {
      register: { what: 'Registrations', per: 'address' },
      'book-as-guest': { what: 'Bookings without an account', per: 'address' },
      book: { what: 'Bookings with an account', per: 'account' },
      'request-link': { what: 'Requests that mail a link', per: 'address' },
      'end-sessions': { what: 'Sessions ended, and passwords changed', per: 'account' },
      appoint: { what: 'Appointments to a staff, and events handed over', per: 'account' },
      'send-webhook': { what: 'Webhooks sent one by one, and changes of endpoints', per: 'account' },
      'replay-webhooks': { what: 'Replays of all webhooks', per: 'account' },
      'change-events': { what: 'Events created, changed or cancelled', per: 'account' },
      'check-in': { what: 'Check-ins, and check-ins undone', per: 'account' },
      transfer: { what: 'Tickets transferred', per: 'account' },
      read: { what: 'Reads without an account', per: 'address' },
      'read-with-token': { what: 'Reads of events and own bookings with an account', per: 'account' },
      'read-booking': { what: 'Reads of one booking', per: 'account' },
      'change-booking': { what: 'Changes of one booking', per: 'account' },
      refresh: { what: 'Sessions refreshed', per: 'address' },
      'open-session': { what: 'Log-ins, right and wrong ones', per: 'address' },
      'log-in': { what: 'Failed log-ins from one network address', per: 'account' },
      'log-in-account': { what: 'Failed log-ins from unknown network addresses', per: 'account' },
      'log-in-source': { what: 'Failed log-ins, and wrong passwords and links', per: 'address' },
    } satisfies Record<RateLimit['name'], { what: string; per: 'address' | 'account' }>,
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
