/** Descriptions of the event fields that have the same meaning in `create-event` and `change-event`. */
export const EVENT_FIELDS = {
  name: 'The name of the event.',
  startsAt: 'When the event begins, in any time zone offset.',
  capacity: 'The number of tickets that may exist for the event.',
  venue: 'Where the event takes place.',
  timeZone:
    'The IANA name of the venue’s time zone, in which tickets and messages to customers state times; UTC if it is not stated.',
  description: 'More information about the event.',
  endsAt: 'When the event ends, in any time zone offset.',
  allowGuests: 'Whether people without an account may book.',
};
