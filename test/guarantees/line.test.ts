/**
 * The line over a real engine and with the real clerk: the places that clients compute from it, and clients that read their
 * booking only when it says so. `test/domain/process/lines.test.ts` has the properties in long waitlists.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { MARKS_RENEWED_MS } from '../../functions/domain/model/waitlist-marks-limits.ts';
import type { MarksStore } from '../../functions/domain/ports/marks-store.ts';
import { Lines } from '../../functions/domain/process/lines.ts';
import { inLineView, lineJson } from '../../functions/http/views/line.ts';
import { CLAIM_IS_VOID } from '../../functions/store/items/waitlist-marks.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { waitlistMarksStore } from '../../functions/store/waitlist-marks.ts';
import { type Line, mayBeServed, type Own, placeInLine } from '../../web/src/api/place-in-line.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, type Boxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const ownOf = (booking: Booking) => inLineView(booking).inLine as Own;

/** A process that serves the line, on a clock of its own, which each reading moves on by a second. */
function aLineReader(event: Event, change: (store: MarksStore) => Partial<MarksStore> = () => ({})) {
  const store = waitlistMarksStore(strictTable(TABLE_NAME));
  const clock = { now: realRuntime.now() + 2_000 };
  const runtime = { now: () => clock.now, sleep: async () => undefined };
  const lines = new Lines({ marks: { ...store, ...change(store) }, runtime });
  return {
    clock,
    async read(): Promise<Line> {
      clock.now += MARKS_RENEWED_MS;
      return JSON.parse(lineJson(event, await lines.of(event), clock.now).text);
    },
  };
}

async function aWaitlist(boxoffice: Boxoffice, waiting: number, fields: Partial<CreateEvent> = {}) {
  const event = await boxoffice.anEvent({ capacity: 4, ...fields });
  const holders = await Promise.all(Array.from({ length: 4 }, () => boxoffice.book(event)));
  const waiters = await Promise.all(Array.from({ length: waiting }, () => boxoffice.book(event)));
  return { event, holders, waiters };
}

test('each of forty who joined at once finds its true place, until it is served or leaves', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aWaitlist(boxoffice, 40);
  const reader = aLineReader(event);
  const check = async (gone: Booking[]) => {
    const line = await reader.read();
    expect(line.waiting).toBe(waiters.length - gone.length);
    for (const booking of waiters) {
      const found = placeInLine(line, ownOf(booking));
      const isGone = gone.includes(booking);
      const place = isGone ? 'gone' : await boxoffice.positionOf(event, booking);
      expect(isGone ? found : (found as { place: number }).place).toBe(place);
    }
  };
  await check([]);
  const order = await Promise.all(
    waiters.map(async (booking) => ({ booking, at: await boxoffice.positionOf(event, booking) })),
  );
  const [first, second, third, fourth] = order.sort((a, b) => a.at - b.at).map(({ booking }) => booking);
  for (const held of holders.slice(0, 2)) await boxoffice.cancel(held);
  await boxoffice.serve();
  await check([first, second] as Booking[]);
  await boxoffice.cancel(fourth as Booking);
  await check([first, second, fourth] as Booking[]);
  await boxoffice.cancel(holders[2] as Booking);
  await boxoffice.serve();
  await check([first, second, third, fourth] as Booking[]);
});

type Step = { kind: 'give-back' | 'leave' | 'join' | 'serve'; at: number };
const STEPS = fc.array(
  fc.record({
    kind: fc.constantFrom('give-back' as const, 'leave' as const, 'join' as const, 'serve' as const),
    at: fc.nat(100),
  }),
  { minLength: 4, maxLength: 12 },
);

/**
 * Clients that look at the line after each step, and at their booking only if the line says so.
 * @returns those who do not know what their booking is in the end, and how many times bookings were read.
 */
async function watch(
  fields: Partial<CreateEvent>,
  steps: Step[],
  change?: Parameters<typeof aLineReader>[1],
) {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aWaitlist(boxoffice, 12, fields);
  const reader = aLineReader(event, change);
  const known = new Map(waiters.map((booking) => [booking.id, { booking, readAt: 0 }]));
  let reads = 0;
  const stored = async ({ id }: Booking) => (await boxoffice.ports.bookings.read(event, id)) as Booking;
  const look = async () => {
    const line = await reader.read();
    for (const seen of known.values()) {
      if (seen.booking.status !== 'waitlisted') continue;
      if (!mayBeServed(line, ownOf(seen.booking), seen.readAt)) continue;
      reads += 1;
      Object.assign(seen, { booking: await stored(seen.booking), readAt: reader.clock.now });
    }
  };
  for (const { kind, at } of [...steps, { kind: 'serve' as const, at: 0 }]) {
    const [held] = holders.splice(at % Math.max(1, holders.length), kind === 'give-back' ? 1 : 0);
    if (held !== undefined) await boxoffice.cancel(held);
    const leaving = waiters[at % waiters.length] as Booking;
    if (kind === 'leave' && (await stored(leaving)).status === 'waitlisted') await boxoffice.cancel(leaving);
    if (kind === 'join') {
      const booking = await boxoffice.book(event);
      known.set(booking.id, { booking, readAt: reader.clock.now });
    }
    if (kind === 'serve') await boxoffice.serve();
    await look();
  }
  reader.clock.now += MARKS_RENEWED_MS;
  await look();
  const unaware: string[] = [];
  for (const { booking } of known.values())
    if ((await stored(booking)).status !== booking.status) unaware.push(booking.id);
  return { unaware, reads, clients: known.size };
}

describe('A client that reads its booking only when the line says so', () => {
  test.each<[string, Partial<CreateEvent>]>([
    ['strict', {}],
    ['skip', { waitlist: { enabled: true, policy: 'skip' } }],
    ['offers', { waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 3_600 } }],
  ])('knows of its promotion, under %s', async (_, fields) => {
    const property = fc.asyncProperty(STEPS, async (steps) => {
      const { unaware, reads, clients } = await watch(fields, steps);
      expect(unaware).toEqual([]);
      // Each learns of its end by one reading, and a newcomer by the line of before it joined may make another one.
      expect(reads).toBeLessThanOrEqual(2 * clients);
    });
    await fc.assert(property, { numRuns: 4 });
  });

  test('a negative control: does not if the front is not read again', async () => {
    const steps: Step[] = [
      { kind: 'serve', at: 0 },
      { kind: 'give-back', at: 0 },
      { kind: 'serve', at: 0 },
    ];
    const forgetful = (store: MarksStore): Partial<MarksStore> => {
      const first = new Map<string, ReturnType<MarksStore['readFirst']>>();
      return {
        readFirst: (event, range) => {
          const read = first.get(event.id) ?? store.readFirst(event, range);
          first.set(event.id, read);
          return read;
        },
      };
    };
    expect((await watch({}, steps)).unaware).toHaveLength(0);
    expect((await watch({}, steps, forgetful)).unaware).toHaveLength(1);
  });
});

describe('Two processes that find the line old at once', () => {
  /** @returns how many of them made it. */
  async function readTogether(table: Table): Promise<number> {
    const { event } = await aWaitlist(aBoxoffice(), 3);
    const bothHaveRead = barrier(2);
    let made = 0;
    const now = realRuntime.now();
    const read = () => {
      const store = waitlistMarksStore(table);
      let looks = 0;
      const racing: MarksStore = {
        ...store,
        async read(of) {
          const seen = await store.read(of);
          looks += 1;
          if (looks === 1) await bothHaveRead();
          return seen;
        },
        async readFirst(...range) {
          made += 1;
          return store.readFirst(...range);
        },
      };
      const runtime = { now: () => now, sleep: (ms: number) => realRuntime.sleep(ms) };
      return new Lines({ marks: racing, runtime }).of(event);
    };
    const [one, other] = await Promise.all([read(), read()]);
    expect(one).toEqual(other);
    expect(one.waiting).toBe(3);
    return made;
  }

  test('make it once', async () => {
    expect(await readTogether(strictTable(TABLE_NAME))).toBe(1);
  });

  test('a negative control: without the claim make it twice', async () => {
    expect(await readTogether(tableWithout(CLAIM_IS_VOID))).toBe(2);
  });
});

test('a making writes the marks and their claim, and no item that the clerk reads', async () => {
  const { event } = await aWaitlist(aBoxoffice(), 20);
  const table = strictTable(TABLE_NAME);
  const written: string[] = [];
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const { Item, Key } = args.input as { Item?: { pk: string }; Key?: { pk: string } };
        if (!/^(Get|BatchGet|Query)/.test(commandName)) written.push(String((Item ?? Key)?.pk));
        return next(args);
      },
    { step: 'initialize', name: 'noteWrites' },
  );
  await new Lines({ marks: waitlistMarksStore(table), runtime: realRuntime }).of(event);
  expect(new Set(written)).toEqual(new Set([`EVENT#${event.id}#MARKS`]));
});
