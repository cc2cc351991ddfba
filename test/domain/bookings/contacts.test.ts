/** Contacts for one request: each account is read once. */
import { expect, test } from '@jest/globals';
import { contactsOf, readingOnce } from '../../../functions/domain/bookings/contacts.ts';

test('an account is read once, also if there is none', async () => {
  const read: string[][] = [];
  const users = readingOnce({
    async contacts(ids) {
      read.push(ids);
      return new Map(ids.filter((id) => id !== 'guest').map((id) => [id, { name: id, email: `${id}@a.b` }]));
    },
  });
  const named = async (...ids: string[]) => {
    const bookings = ids.map((customerId) => ({ customerId, history: [] }));
    return [...(await contactsOf(bookings, { users })).values()].map(({ name }) => name);
  };
  expect(await named('ada', 'guest')).toEqual(['ada']);
  expect(await named('guest', 'grace', 'ada')).toEqual(['grace', 'ada']);
  expect(await named('ada', 'guest')).toEqual(['ada']);
  expect(read).toEqual([['ada', 'guest'], ['grace']]);
});
