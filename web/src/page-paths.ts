/**
 * The paths of the page, for the router in the browser and for whoever serves the page: each of them is answered with
 * `index.html`. A new screen has its path here. Links of mails that were sent have the paths `bookingLink` and `accountLink`,
 * so these stay. Constants alone: the service imports this file, too.
 */
export const PAGE_PATHS = {
  events: '/',
  event: '/events/{eventId}',
  book: '/events/{eventId}/book',
  myBookings: '/my-bookings',
  booking: '/bookings/{eventId}/{bookingId}',
  bookingLink: '/booking',
  accountLink: '/account',
  logIn: '/log-in',
  register: '/register',
  forgotPassword: '/forgot-password',
  myAccount: '/my-account',
  doors: '/door',
  door: '/door/{eventId}',
  organize: '/organize',
  makeEvent: '/organize/new',
  webhooks: '/organize/webhooks',
  webhook: '/organize/webhooks/{webhookId}',
  organizedEvent: '/organize/{eventId}',
  editEvent: '/organize/{eventId}/edit',
  announcements: '/organize/{eventId}/announcements',
  staff: '/organize/{eventId}/staff',
  audit: '/organize/{eventId}/audit',
  bookAtDoor: '/organize/{eventId}/book',
  whoComes: '/organize/{eventId}/bookings',
  admin: '/admin',
  users: '/admin/users',
  securityLog: '/admin/security-log',
  limits: '/admin/limits',
} as const;

/** Answers what the operator chose, as `settingsFor` in `serving.ts` makes it. */
export const SETTINGS_PATH = '/settings.json';

/** Answers `{url}`, the address of the page with the mails, where one machine runs all; else null. */
export const MAILBOX_PATH = '/mailbox.json';
