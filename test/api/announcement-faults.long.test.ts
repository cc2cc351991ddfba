/**
 * Failing calls in announcements: one that was stored is answered as stored, and a request answered 503 can be sent again
 * with its key. Each call to the table fails once.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makePerson } from '../../bin/local/people.ts';
import { announcementStore } from '../../functions/store/announcements.ts';
import { failEachCall, failing } from '../kit/fail-each-call.ts';
import { aFaultyService, type FaultyService } from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
  process.env['CUSTOMER_MAIL'] = 'on';
});
afterAll(() => {
  delete process.env['CUSTOMER_MAIL'];
  return it.stop();
});

test.each(['throttle', 'lost-after', 'sent-twice'] as const)(
  'where a call fails by %s, an announcement with a key is written once',
  async (fault) => {
    const failed = await failEachCall('write-announcement', fault, {
      arrange: async () => {
        const organizer = await makePerson('organizer');
        return { organizer, event: await it.boxoffice.anEvent({ organizerId: organizer.id }) };
      },
      request: ({ event, organizer: { token } }) => ({
        path: { eventId: event.id },
        token,
        body: { subject: 'Doors', text: 'At seven.', to: 'all' },
        idempotencyKey: 'doors',
      }),
      check: async ({ arranged: { event }, answer }) => {
        expect(answer).toMatchObject({ status: 202, body: { number: 1, subject: 'Doors' } });
        expect(await announcementStore(it.boxoffice.table).list(event.id)).toHaveLength(1);
      },
    });
    expect(failed).toEqual(
      expect.arrayContaining(failing(fault, ['GetItemCommand', 'QueryCommand', 'PutItemCommand'])),
    );
  },
);
