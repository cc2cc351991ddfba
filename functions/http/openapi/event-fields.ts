/** What the fields of an event mean that mean the same in a new event and in a changed one. */
export const EVENT_FIELDS = {
  name: 'What people see it called.',
  startsAt: 'When it begins; any offset.',
  capacity: 'Tickets that may exist.',
  venue: 'Where it is.',
  description: 'More about it.',
  endsAt: 'When it ends.',
  allowGuests: 'Whether people without an account may book.',
};
