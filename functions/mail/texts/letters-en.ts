/** The letters in English. */
import { en } from './en.ts';
import type { LetterTexts } from './letters.ts';

const NOT_YOU = 'If it was not you, you do not need to do anything.';

/** Of a change that an admin may have made, too. */
const THIEF =
  'If it was not you, somebody else may have access to your account: ask for a new password at once, which ends their session.';

export const lettersEn: LetterTexts = {
  greeting: en.greeting,
  footer: (brand, answersReplies) =>
    `${brand} sends you this email because of an account, or a registration, with this address. ${answersReplies ? 'If you have a question, reply to this email.' : 'Please do not reply to this email: nobody reads the replies.'}`,
  letters: {
    'confirm-address': ({ brand }) => ({
      subject: 'Please confirm your email address',
      title: 'Confirm your email address',
      paragraphs: [
        `Somebody entered this address for an account at ${brand}, probably you. Please confirm that it is yours: log in if you are not, then open the link, and press the button on the page.`,
        `The link works for 24 hours, once. ${NOT_YOU}`,
      ],
      button: 'Confirm the address',
    }),
    'address-change-asked': ({ brand }) => ({
      subject: 'A new address for your account',
      title: 'A new address for your account',
      paragraphs: [
        `Somebody entered another email address for your account at ${brand}, probably you. It replaces this one once it is confirmed by a link that we sent to it.`,
        'If it was not you, somebody else has access to your account: change your password at once, and enter this address again.',
      ],
    }),
    'address-changed': ({ brand }) => ({
      subject: 'Your account has a new address',
      title: 'Your account has a new address',
      paragraphs: [
        `Your account at ${brand} has another email address now. Mails about it do not go to this one any more, and you log in with the new one.`,
        'If you did not want this, tell us at once.',
      ],
    }),
    'reset-password': ({ brand }) => ({
      subject: 'Set a new password',
      title: 'Set a new password',
      paragraphs: [
        `Somebody asked for a new password for your account at ${brand}, probably you. Open the link to set one. All sessions of your account end then, and you log in with the new password.`,
        `The link works for one hour, once. ${NOT_YOU} Your password stays as it is.`,
      ],
      button: 'Set a new password',
    }),
    'account-closed': ({ brand }) => ({
      subject: 'Your account is closed',
      title: 'Your account is closed',
      paragraphs: [
        `Your account at ${brand} is closed. Your name, your address and your password are erased, and so are the names on your bookings.`,
        'This is the last email about it. With this address you can register again at any time.',
      ],
    }),
    'complete-registration': ({ brand }) => ({
      subject: 'Complete your registration',
      title: 'Complete your registration',
      paragraphs: [
        `Somebody registers at ${brand} with this address, probably you. Open the link, and choose the password of your account there. After that you log in with it.`,
        `The link works for an hour, once. If it was not you, do not open it: without it no account is made.`,
      ],
      button: 'Complete the registration',
    }),
    'already-registered': ({ brand }) => ({
      subject: 'You have an account already',
      title: 'You have an account already',
      paragraphs: [
        `Somebody tried to register at ${brand} with this address, probably you. You have an account with it already, so nothing was changed: log in, or ask for a new password if you forgot yours.`,
        NOT_YOU,
      ],
    }),
    'password-changed': ({ brand }) => ({
      subject: 'Your password was changed',
      title: 'Your password was changed',
      paragraphs: [
        `The password of your account at ${brand} was changed. Whoever was logged in on another device has to log in again.`,
        'If it was not you, somebody else has access to your account: ask for a new password at once, and tell us.',
      ],
    }),
    'endpoint-set': ({ brand }) => ({
      subject: 'A webhook endpoint of yours was set up',
      title: 'A webhook endpoint of yours was set up',
      paragraphs: [
        `Somebody made a webhook endpoint in your account at ${brand}, enabled one again, or changed the address or the secret of one, probably you. Whoever has that endpoint is told of all bookings of your events, with the names in them.`,
        `${THIEF} A new password leaves the endpoints as they are: open “Webhooks” on the page, remove each endpoint that you do not know, and look at the addresses of the others.`,
      ],
    }),
    'member-appointed': ({ brand }) => ({
      subject: 'Somebody got a role at an event of yours',
      title: 'Somebody got a role at an event of yours',
      paragraphs: [
        `Another account got a role on the staff of an event of yours at ${brand}, probably by you. A manager runs the event as you do, and sees the names and addresses of its customers; door staff let people in, and see their names.`,
        `${THIEF} A new password removes nobody: open the staff of each of your events on the page, and remove whom you do not know.`,
      ],
    }),
    'event-handed-over': ({ brand }) => ({
      subject: 'An event of yours was handed over',
      title: 'An event of yours was handed over',
      paragraphs: [
        `An event of yours at ${brand} was handed over to another account, probably by you. Only its new owner can cancel it, change its staff and hand it over. If you are still a manager of it, the new owner can remove you.`,
        `${THIEF} Tell us, too: a new password does not bring the event back, and you cannot take it back yourself. Then open “Webhooks” and the staff of your other events on the page, and remove what you do not know.`,
      ],
    }),
    'role-changed': ({ brand }) => ({
      subject: 'Your account has another role',
      title: 'Your account has another role',
      paragraphs: [
        `The role of your account at ${brand} was changed by an admin. It says what you may do there: an organizer makes events and sells tickets, an admin may do everything. “Your account” on the page shows the role that you have now.`,
        'If you did not expect this, please ask us.',
      ],
    }),
    'role-given': ({ brand }) => ({
      subject: 'Your account gave somebody a higher role',
      title: 'Your account gave somebody a higher role',
      paragraphs: [
        `With your account at ${brand}, which is that of an admin, another account got a higher role, probably from you. An organizer makes events and sells tickets; an admin may do everything, with all events and accounts.`,
        `${THIEF} A new password takes no role away: have another admin open the security log on the page, see which account got the role, and give it the one that it had before. Tell us, too.`,
      ],
    }),
    'event-cancelled': ({ brand }) => ({
      subject: 'An event of yours was cancelled',
      title: 'An event of yours was cancelled',
      paragraphs: [
        `An event of yours at ${brand} was cancelled by an admin, not with your account. All its bookings are cancelled, and its customers are told. An event that nobody booked is removed.`,
        'It cannot be brought back. If you did not expect this, please ask us.',
      ],
    }),
  },
};
