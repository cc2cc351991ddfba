/**
 * `OnTime` with terms of offers that change: each offer is made and judged by the terms of its promotion number, and each
 * passing by those of its time. The audit is never in doubt about them. The negative controls take the kept terms away,
 * plant an act that breaks the terms of its time, and remove the condition by which a batch that was planned by the terms
 * before is not written.
 */

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { auditEvent } from '../../functions/domain/audit/audit-event.ts';
import { changeEvent, type EventChange } from '../../functions/domain/events/change-event.ts';
import type { Booking, HistoryEntry } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { SETTLING_MS } from '../../functions/domain/verify/check-lost-tickets.ts';
import type { GuaranteeName } from '../../functions/domain/verify/finding.ts';
import { auditStore } from '../../functions/store/audits.ts';
import { toBookingItem } from '../../functions/store/items/booking.ts';
import { toEventItem } from '../../functions/store/items/event.ts';
import { OFFER_TERMS_ARE_WHAT_WAS_SEEN } from '../../functions/store/items/waitlist-state.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { waitlistStore } from '../../functions/store/waitlist.ts';
import { aBoxoffice, type Ports, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSoldOutWaitlist } from '../kit/sold-out-waitlist.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const TIME_SECONDS = 600;
const STRICT = { enabled: true, policy: 'strict' } as const;
const OFFERS = { ...STRICT, offerTtlSeconds: TIME_SECONDS } as const;
const PASSES = { ...STRICT, passHeadAfterSeconds: TIME_SECONDS } as const;

/** A sold-out event of eight tickets, and a waitlist of the given quantities. */
async function aQueue(
  waitlist: Event['waitlist'],
  quantities: number[],
  change?: (ports: Ports) => Partial<Ports>,
) {
  const queue = await aSoldOutWaitlist({ capacity: 8, waitlist }, quantities, change);
  const { boxoffice, event, now } = queue;
  const read = async () => (await boxoffice.ports.events.read(event.id)) as Event;
  const put = (item: Item) =>
    boxoffice.table.client.send(new PutCommand({ TableName: TABLE_NAME, Item: item }));
  const finding = async (name: GuaranteeName) => {
    const runtime = { ...realRuntime, now: () => now() + SETTLING_MS };
    const { findings } = await auditEvent(event.id, { audit: auditStore(boxoffice.table), runtime });
    return findings.find(({ guarantee }) => guarantee === name);
  };
  const onTime = async () => {
    const found = await finding('OnTime');
    return { holds: found?.holds, offenders: found?.offenders };
  };
  const evidenceOf = async (name: GuaranteeName) => (await finding(name))?.evidence;
  /** Stores the booking with another history. */
  const rewrite = (booking: Booking, change: (entry: HistoryEntry) => HistoryEntry) =>
    put(toBookingItem(event, { ...booking, history: booking.history.map(change) }));
  /** Stores the event as if its terms had not been kept. */
  const forget = async () => {
    const { offerTerms: _forgotten, ...others } = await read();
    await put(toEventItem(others));
  };
  return { ...queue, read, onTime, evidenceOf, rewrite, forget };
}

const HOLDS = { holds: true, offenders: [] };
const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();

/** What is changed, the waitlist before, and the change. */
const CHANGES: [string, Event['waitlist'], EventChange][] = [
  ['the time of an offer', OFFERS, { waitlist: { offerTtlSeconds: 60 } }],
  ['that there are offers', OFFERS, { waitlist: { offerTtlSeconds: null } }],
  ['what an unanswered offer does', OFFERS, { waitlist: { lapsedOffer: 'wait-again' } }],
  // Twenty hours by day are more than one day has.
  [
    'the quiet hours',
    { ...OFFERS, offerTtlSeconds: 20 * 60 * 60 },
    { timeZone: 'Europe/Berlin', waitlist: { quietHours: { from: '22:00', to: '08:00' } } },
  ],
  ['the end of sales', { ...OFFERS, offerTtlSeconds: 30 * 24 * 60 * 60 }, { salesCloseAt: inDays(2) }],
];

describe('Changed terms of offers', () => {
  test.each(CHANGES)('are in force from the next promotion on: %s', async (_, waitlist, change) => {
    const queue = await aQueue(waitlist, [1, 1]);
    await queue.release(1);
    await queue.patch({ name: 'Another name' });
    await queue.patch(change);
    await queue.release(1);
    const { offerTerms } = await queue.read();
    expect(offerTerms?.map(({ fromTurn }) => fromTurn)).toEqual([1, 2]);
    expect(await queue.onTime()).toEqual(HOLDS);

    const [first] = (await queue.bookings()) as [Booking];
    await queue.forget();
    expect(await queue.onTime()).toEqual({ holds: null, offenders: [first.id] });
  });

  test('are listed in the evidence of the audit, which says what it does not know', async () => {
    const plain = await aQueue(STRICT, [1]);
    expect(await plain.evidenceOf('Durable')).toBe(
      'no promotions yet; history does not show whether every answer is stored',
    );
    expect(await plain.evidenceOf('OnTime')).toMatch(/0 offers answered or expired on time$/);

    const queue = await aQueue(OFFERS, [1, 1]);
    await queue.release(1);
    await queue.patch({ waitlist: { offerTtlSeconds: 60, lapsedOffer: 'wait-again' } });
    await queue.release(1);
    await queue.patch({ waitlist: { offerTtlSeconds: null, lapsedOffer: null, passHeadAfterSeconds: 900 } });
    const { salesCloseAt } = await queue.read();
    const listed = [
      `offers for 600 s until ${salesCloseAt}`,
      `offers for 60 s until ${salesCloseAt} and waiting again if unanswered from promotion 2`,
      'no offers and heads passed after 900 s from promotion 3',
    ];
    const evidence = 'offers answered or expired on time under';
    expect(await queue.evidenceOf('OnTime')).toContain(`2 ${evidence} ${listed.join(', then ')}`);
    expect(await queue.evidenceOf('Durable')).toMatch(/^promotions 1 to 2 are all stored;/);
    await queue.forget();
    expect(await queue.evidenceOf('OnTime')).toContain(`${evidence} terms that were not kept`);
  });

  test('do not excuse an offer by the terms of another time', async () => {
    const queue = await aQueue(OFFERS, [1, 1]);
    await queue.release(1);
    await queue.patch({ waitlist: { offerTtlSeconds: 60 } });
    await queue.release(1);
    const [first, second] = (await queue.bookings()) as [Booking, Booking];
    const lasting = (seconds: number) => (entry: HistoryEntry) =>
      entry.what === 'offered' ? { ...entry, expiresAt: entry.at + seconds * 1000 } : entry;
    const expiresIn = (booking: Booking, seconds: number) => {
      const { history } = { history: booking.history.map(lasting(seconds)) };
      const offer = history.find(({ what }) => what === 'offered') as HistoryEntry & { what: 'offered' };
      return queue.rewrite({ ...booking, offerExpiresAt: offer.expiresAt }, lasting(seconds));
    };
    await expiresIn(first, 60);
    expect(await queue.onTime()).toEqual({ holds: false, offenders: [first.id] });
    await expiresIn(first, TIME_SECONDS);
    await expiresIn(second, TIME_SECONDS);
    expect(await queue.onTime()).toEqual({ holds: false, offenders: [second.id] });
  });

  test('do not put an offer in doubt after another change of the event', async () => {
    const queue = await aQueue(OFFERS, [1]);
    await queue.patch({ name: 'Another name' });
    await queue.release(1);
    const [first] = (await queue.bookings()) as [Booking];
    await queue.rewrite(first, (entry) =>
      entry.what === 'offered' ? { ...entry, ifUnanswered: 'keeps-place' } : entry,
    );
    expect(await queue.onTime()).toMatchObject({ holds: false });
  });
});

describe('A changed time for a head that holds tickets back', () => {
  const passed = async () => {
    const queue = await aQueue(PASSES, [4, 1]);
    await queue.release(2);
    const sweepLater = async (seconds: number) => {
      queue.clock.aheadMs += seconds * 1000;
      await queue.boxoffice.sweep();
      await queue.boxoffice.serve();
    };
    return { ...queue, sweepLater };
  };

  test('is the one by which it is passed from then on', async () => {
    const queue = await passed();
    await queue.sweepLater(TIME_SECONDS / 2);
    await queue.patch({ waitlist: { passHeadAfterSeconds: 60 } });
    await queue.sweepLater(PENDING_WORK_GRACE_MS / 1000 + 1);
    expect((await queue.bookings()).map(({ status }) => status)).toEqual(['waitlisted', 'confirmed']);
    await queue.patch({ waitlist: { passHeadAfterSeconds: 2 * TIME_SECONDS } });
    expect(await queue.onTime()).toEqual(HOLDS);

    const [head] = (await queue.bookings()) as [Booking];
    await queue.forget();
    expect(await queue.onTime()).toEqual({ holds: null, offenders: [head.id] });
  });

  test('does not excuse that it was passed sooner before the change', async () => {
    const queue = await passed();
    await queue.sweepLater(TIME_SECONDS + 1);
    await queue.sweepLater(TIME_SECONDS);
    await queue.patch({ waitlist: { passHeadAfterSeconds: 60 } });
    expect(await queue.onTime()).toEqual(HOLDS);
    const [head] = (await queue.bookings()) as [Booking];
    await queue.rewrite(head, (entry) =>
      entry.what === 'passed' ? { ...entry, heldBackSince: entry.at - 60_000 } : entry,
    );
    expect(await queue.onTime()).toEqual({ holds: false, offenders: [head.id] });
  });
});

/** A batch is written although the terms of offers were changed since it was planned. */
const ANY_TERMS =
  '(attribute_exists(offerTermsRevision) OR attribute_not_exists(offerTermsRevision) OR offerTermsRevision = :seenTerms)';

describe.each([
  ['a batch of before is not written', undefined],
  ['a negative control: without the condition on it', tableWithout(OFFER_TERMS_ARE_WHAT_WAS_SEEN, ANY_TERMS)],
])('While the time of an offer is changed, %s', (_, tampered) => {
  test('nobody gets an offer by the terms before', async () => {
    const table = waitlistStore(tampered ?? strictTable(TABLE_NAME));
    let isChanged = false;
    const queue = await aQueue(OFFERS, [1], (ports) => ({
      waitlist: {
        ...ports.waitlist,
        writeBatch: async (event, state, batch, when) => {
          if (!isChanged && batch.promote.length > 0) {
            isChanged = true;
            const actor = { userId: event.organizerId, role: 'organizer' as const };
            const change = { waitlist: { offerTtlSeconds: 60 } };
            await changeEvent({ eventId: event.id, actor, change }, aBoxoffice().ports);
          }
          return table.writeBatch(event, state, batch, when);
        },
      },
    }));
    await queue.release(1).catch((error) => expect(error).toBeInstanceOf(Busy));
    // The queue delivers the message of a failed clerk again.
    queue.boxoffice.sent.push({ eventId: queue.event.id });
    await queue.boxoffice.serve();
    const [only] = (await queue.bookings()) as [Booking];
    const offer = only.history.find(({ what }) => what === 'offered') as HistoryEntry & { what: 'offered' };
    const isControl = tampered !== undefined;
    expect((offer.expiresAt - offer.at) / 1000).toBe(isControl ? TIME_SECONDS : 60);
    expect((await queue.onTime()).holds).toBe(!isControl);
  });
});
