/** Describes the routes of the staff of an event for the OpenAPI document. */
import { memberAnswer, staffAnswer } from '../answers/staff.ts';
import { appointMemberBody, handOverBody } from '../requests/staff.ts';
import { CUSTOMER_ID, EVENT_ID, MANAGER_ID, ORGANIZER_ID } from './example-ids.ts';
import { exampleOf } from './json-schema.ts';
import { input, json, type OperationTable } from './operation.ts';

const MEMBER = exampleOf(memberAnswer);
const OWNER = {
  userId: ORGANIZER_ID,
  role: 'owner' as const,
  name: 'Example organizer',
  email: 'organizer@example.com',
};

export const STAFF = {
  'appoint-member': {
    summary: 'Appoint somebody to the staff',
    says: 'Gives the account with an email address a role on the staff of the event, or another role if it is on the staff. A `manager` runs the event like its owner, but cannot change the staff, hand the event over or cancel it. `door` staff check tickets in and undo check-ins, hand in offline scans, count the arrivals, and list and search the bookings by name, without email addresses, ticket codes and history. The account can have any role; where the service sends mail, its address is confirmed. No mail is sent about the appointment.',
    idempotencyKey: 'door-staff-1',
    path: { eventId: EVENT_ID },
    body: input(
      appointMemberBody,
      { email: 'customer@example.com', role: 'door' },
      { email: 'The address with which the account was registered.', role: 'The role on the staff.' },
    ),
    answers: { 200: { says: 'The member.', json: memberAnswer } },
    problems: [
      'no-such-account',
      'address-not-confirmed',
      'staff-limit-reached',
      'event-cancelled',
      'idempotency-key-reused',
    ],
    rules: ['`email` is not the address of the owner.'],
  },
  'list-staff': {
    summary: 'List the staff of an event',
    says: 'Lists everybody on the staff of the event with their roles: the owner and up to 50 others.',
    path: { eventId: EVENT_ID },
    answers: {
      200: { says: 'The staff.', ...json(staffAnswer, { items: [OWNER, MEMBER], nextCursor: null }) },
    },
    problems: [],
  },
  'remove-member': {
    summary: 'Remove somebody from the staff',
    says: 'Removes a member, who loses access to the event at once. A member leaves the staff in the same way, with their own id. Check-ins and other acts of the member stay in the history. The owner cannot leave before the event is handed over.',
    who: 'The owner of the event, or the member',
    path: { eventId: EVENT_ID, userId: CUSTOMER_ID },
    answers: { 204: { says: 'The account is not on the staff any more.' } },
    problems: [],
  },
  'hand-over-event': {
    summary: 'Hand the event over',
    says: 'Makes a manager the owner of the event. The former owner is a manager from then on, and can leave; one who is no organizer any more is not on the staff. The account of the new owner has the role organizer and, where the service sends mail, a confirmed address. From then on webhooks about the event go to the endpoints of the new owner, and unsubscriptions from announcements count for the new owner, not for the former one.',
    idempotencyKey: 'hand-over-1',
    path: { eventId: EVENT_ID },
    body: input(handOverBody, { userId: MANAGER_ID }, { userId: 'The id of the account of the manager.' }),
    answers: { 200: { says: 'The new owner.', ...json(memberAnswer, { ...MEMBER, role: 'owner' }) } },
    problems: [
      'owner-not-eligible',
      'address-not-confirmed',
      'staff-limit-reached',
      'idempotency-key-reused',
    ],
  },
} satisfies OperationTable;
