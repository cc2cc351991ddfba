/**
 * The limit of a waitlist, when it is changed: a process that remembers the event from before lets nobody wait by it. The
 * negative control removes the condition on the stored limit.
 */
import { expect, test } from '@jest/globals';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import { LIMIT_IS_WHAT_WAS_SEEN } from '../../functions/store/items/waitlist-state.ts';
import { aBoxoffice } from '../kit/boxoffice.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const ANY_LIMIT =
  '(attribute_exists(waitlistLimit) OR attribute_not_exists(waitlistLimit) OR waitlistLimit = :limit)';

test.each([
  ['lets nobody more wait once the limit is lowered', undefined],
  ['a negative control: without the condition it does', tableWithout(LIMIT_IS_WHAT_WAS_SEEN, ANY_LIMIT)],
])('a process that remembers a higher limit %s', async (_, tampered) => {
  const organizer = aBoxoffice();
  const event = await organizer.anEvent({
    capacity: 1,
    waitlist: { enabled: true, policy: 'strict', limit: 3 },
  });
  await organizer.book(event);
  await organizer.book(event);
  let isLowered = false;
  const process = aBoxoffice(
    ({ bookings }) => ({
      bookings: {
        ...bookings,
        join: async (request) => {
          if (!isLowered) {
            isLowered = true;
            const actor = { userId: event.organizerId, role: 'organizer' as const };
            const change = { waitlist: { limit: 1 } };
            await changeEvent({ eventId: event.id, actor, change }, organizer.ports);
          }
          return bookings.join(request);
        },
      },
    }),
    tampered,
  );
  const joined = process.book(event).then(
    ({ status }) => status,
    ({ code, extras }) => [code, extras.limit],
  );
  expect(await joined).toEqual(tampered === undefined ? ['waitlist-full', 1] : 'waitlisted');
  const { entries, waitlist } = await organizer.snapshot(event);
  expect([entries.length, waitlist.joined, waitlist.limit]).toEqual(
    tampered === undefined ? [1, 1, 1] : [2, 2, 1],
  );
});
