/** The list of events: its order, its filters, its limits, and paging while events change. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type EventListPorts,
  type ListEvents,
  listEvents,
} from '../../../functions/domain/events/list-events.ts';
import type { AvailabilityState } from '../../../functions/domain/model/availability.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import { GROUPS, groupOf, startKey } from '../../../functions/domain/model/event-order.ts';
import {
  EVENTS_LOOK_BACK_DAYS,
  LISTING_COUNTED_EVENTS,
  LISTING_LOOK_EVENTS,
  LISTING_READ_EVENTS,
  LISTING_RETRY_BUDGET_MS,
} from '../../../functions/domain/model/limits.ts';
import { salesState } from '../../../functions/domain/model/sale-terms.ts';
import type { EventListingStore } from '../../../functions/domain/ports/event-listing-store.ts';
import { realRuntime } from '../../kit/boxoffice.ts';

const NOW = Date.parse('2030-06-15T12:00:00.000Z');
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const ORGANIZER = 'the organizer';

const iso = (ms: number) => new Date(ms).toISOString();
/** @returns the instant so many days from now. */
const day = (days: number) => iso(NOW + days * DAY_MS);

let made = 0;
/** An event whose `shardCount` tells the fake its state: 0 is sold out. */
function anEvent(fields: Partial<Event> = {}): Event {
  made += 1;
  const startsAt = fields.startsAt ?? day(1);
  return {
    id: `${String((made * 7919) % 10_000).padStart(4, '0')}-${made}`,
    organizerId: ORGANIZER,
    name: 'First night',
    startsAt,
    salesOpenAt: day(-300),
    salesCloseAt: startsAt,
    capacity: 10,
    maxPerBooking: 10,
    maxPerCustomer: 10,
    namesCloseAt: startsAt,
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    createdAt: day(-300),
    revision: 0,
    shardCount: 4,
    fingerprint: '',
    stated: {},
    ...fields,
  };
}

function stateOf(event: Event, now: number): AvailabilityState {
  if (event.cancelledAt !== undefined) return 'cancelled';
  const sales = salesState(event, now);
  if (sales !== 'open') return sales;
  return event.shardCount === 0 ? 'sold-out' : 'on-sale';
}

type Fake = { ports: EventListPorts; looks: number; counted: number; read: number };

/** Ports over a list that may change. Each read takes `msPerLook` of the clock, and is counted. */
function portsOver(events: Event[], msPerLook = 0): Fake {
  let clock = NOW;
  const look = (most: number) => {
    clock += msPerLook;
    fake.looks += 1;
    return most;
  };
  const byStart: EventListingStore['byStart'] = async ({ list, from, to, descending, runningAt, most }) => {
    const inRange = events
      .filter((event) => (event.cancelledAt === undefined) === (list === 'events'))
      .filter((event) => startKey(event) >= from && startKey(event) <= to)
      .sort((a, b) => (startKey(a) < startKey(b) !== descending ? -1 : 1));
    const looked = inRange.slice(0, look(most));
    const last = looked.at(-1);
    fake.read += looked.length;
    return {
      events: looked.filter(({ endsAt = '' }) => runningAt === undefined || endsAt > runningAt),
      ...(last && inRange.length > looked.length && { last: startKey(last) }),
    };
  };
  const fake: Fake = {
    looks: 0,
    counted: 0,
    read: 0,
    ports: {
      eventListings: {
        byStart,
        async *ofOrganizer(organizerId, { from = '', upTo = '~' }) {
          const own = events
            .filter((event) => event.organizerId === organizerId && event.id > from && event.id <= upTo)
            .sort((a, b) => (a.id < b.id ? -1 : 1));
          for (let start = 0; start === 0 || start < own.length; start += LISTING_READ_EVENTS) {
            const items = own.slice(start, start + look(LISTING_READ_EVENTS));
            const last = items.at(-1);
            fake.read += items.length;
            yield { items, ...(last && last !== own.at(-1) && { upTo: last.id }) };
          }
        },
      },
      availabilities: {
        forAnswer: () => async (asked) => {
          fake.counted += asked.length;
          const figures = { capacity: 10, available: 0, booked: 0, waiting: 0, asOf: iso(clock) };
          return asked.map((event) => ({ ...figures, state: stateOf(event, clock) }));
        },
      },
      runtime: { ...realRuntime, now: () => clock },
    },
  };
  return fake;
}

const GUEST = { userId: '', role: 'guest' } as const;
const ME = { actor: { userId: ORGANIZER, role: 'organizer' }, organizer: 'me' } as const;

const list = (request: Partial<ListEvents>, { ports }: Fake) =>
  listEvents({ actor: GUEST, limit: 20, ...request }, ports);

/** Reads every page to the end; `between` runs after each. */
async function walk(request: Partial<ListEvents>, fake: Fake, between = () => {}): Promise<Event[][]> {
  const pages: Event[][] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await list({ ...request, ...(cursor && { cursor }) }, fake);
    pages.push(items.map(({ event }) => event));
    if (nextCursor === undefined) return pages;
    cursor = nextCursor;
    between();
  }
}

const ids = (events: Event[]) => events.map(({ id }) => id);

/** The order as the API description defines it. */
function inOrder(events: Event[], since = day(-EVENTS_LOOK_BACK_DAYS)): Event[] {
  const group = (event: Event) => groupOf(event, { now: iso(NOW), since });
  const [coming, past, cancelled] = GROUPS.map((name) =>
    events.filter((event) => group(event) === name).sort((a, b) => (startKey(a) < startKey(b) ? -1 : 1)),
  ) as [Event[], Event[], Event[]];
  return [...coming, ...past.reverse(), ...cancelled.reverse()];
}

test('future events are first, then past ones, then cancelled ones', async () => {
  const [tomorrow, nextWeek] = [anEvent({ startsAt: day(1) }), anEvent({ startsAt: day(7) })];
  const running = anEvent({ startsAt: day(-3), endsAt: day(4) });
  const tonight = anEvent({ startsAt: day(0.1) });
  const [yesterday, lastYear] = [anEvent({ startsAt: day(-1) }), anEvent({ startsAt: day(-365) })];
  const endedAtNoon = anEvent({ startsAt: day(-0.5), endsAt: iso(NOW) });
  const [calledOff, calledOffEarlier] = [2, -2].map((days) =>
    anEvent({ startsAt: day(days), cancelledAt: day(-5) }),
  ) as [Event, Event];
  const expected = [
    ...[running, tonight, tomorrow, nextWeek],
    ...[endedAtNoon, yesterday, lastYear],
    ...[calledOff, calledOffEarlier],
  ];
  const fake = portsOver([...expected].sort((a, b) => (a.id < b.id ? -1 : 1)));
  for (const limit of [1, 2, 4, 100]) {
    expect(ids((await walk({ limit }, fake)).flat())).toEqual(ids(expected));
    expect(ids((await walk({ limit, ...ME }, fake)).flat())).toEqual(ids(expected));
  }
});

test('an event that starts now is listed once', async () => {
  for (const endsAt of [undefined, day(1)]) {
    const event = anEvent({ startsAt: iso(NOW), ...(endsAt && { endsAt }) });
    const others = [anEvent({ startsAt: iso(NOW - 1) }), anEvent({ startsAt: iso(NOW + 1) })];
    const listed = (await walk({ limit: 1 }, portsOver([event, ...others]))).flat();
    expect(ids(listed).sort()).toEqual(ids([event, ...others]).sort());
  }
});

const aDay = fc.integer({ min: -50, max: 50 });
const someEvents = fc.array(
  fc.record({
    startsIn: aDay,
    lasts: fc.option(fc.integer({ min: 0, max: 60 })),
    isCancelled: fc.boolean(),
    opensIn: fc.constantFrom(-300, 100),
    isSoldOut: fc.boolean(),
    name: fc.constantFrom('First night', 'Žofie sings', 'Last night'),
    venue: fc.option(fc.constantFrom('Städel', 'Town hall')),
  }),
  { maxLength: 25 },
);

function asEvents(records: typeof someEvents extends fc.Arbitrary<infer Records> ? Records : never): Event[] {
  return records.map(({ startsIn, lasts, isCancelled, opensIn, isSoldOut, name, venue }) =>
    anEvent({
      startsAt: day(startsIn),
      salesCloseAt: day(startsIn),
      salesOpenAt: day(opensIn),
      shardCount: isSoldOut ? 0 : 4,
      name,
      ...(venue !== null && { venue }),
      ...(lasts !== null && { endsAt: day(startsIn + lasts) }),
      ...(isCancelled && { cancelledAt: day(-1) }),
    }),
  );
}

const someFilters = fc.record(
  {
    from: aDay.map(day),
    to: aDay.map(day),
    q: fc.constantFrom('NIGHT', 'zofie', 'stadel', 'first stadel', 'nobody'),
    state: fc.constantFrom<AvailabilityState>('not-open', 'on-sale', 'sold-out', 'closed', 'cancelled'),
  },
  { requiredKeys: [] },
);

const SEARCHED: Record<string, (event: Event) => boolean> = {
  NIGHT: ({ name }) => name.includes('night'),
  zofie: ({ name }) => name.includes('Žofie'),
  stadel: ({ venue }) => venue === 'Städel',
  'first stadel': ({ name, venue }) => name.includes('First') && venue === 'Städel',
  nobody: () => false,
};

test('filters together give the events that pass all of them, in order, for every size of page', async () => {
  await fc.assert(
    fc.asyncProperty(
      someEvents,
      someFilters,
      fc.integer({ min: 1, max: 8 }),
      fc.boolean(),
      async (records, filters, limit, isOwn) => {
        const events = asEvents(records);
        const { from, to, q, state } = filters;
        const wanted = events
          .filter(({ startsAt }) => from === undefined || startsAt >= from)
          .filter(({ startsAt }) => to === undefined || startsAt < to)
          .filter((event) => q === undefined || SEARCHED[q]?.(event))
          .filter((event) => state === undefined || stateOf(event, NOW) === state);
        const request = { ...filters, limit, ...(isOwn && ME) };
        const pages = await walk(request as Partial<ListEvents>, portsOver(events));
        const expected = inOrder(wanted, isOwn ? '0' : undefined);
        expect(ids(pages.flat())).toEqual(ids(expected));
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 400 },
  );
});

test('events added, removed and changed between pages cause no repetition and no gap among the others', async () => {
  await fc.assert(
    fc.asyncProperty(
      someEvents,
      someEvents,
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (staying, changing, limit, isOwn) => {
        const [stay, change] = [asEvents(staying), asEvents(changing)];
        const events = [...stay, ...change.slice(0, change.length / 2)];
        const coming = change.slice(change.length / 2);
        const between = () => {
          const [arrives] = coming.splice(0, 1);
          if (arrives) events.push(arrives);
          const index = events.findIndex((event) => !stay.includes(event));
          if (index >= 0 && events.length % 2 === 0) events.splice(index, 1);
        };
        const pages = await walk({ limit, ...(isOwn && ME) }, portsOver(events), between);
        const listed = ids(pages.flat());
        expect(new Set(listed).size).toBe(listed.length);
        const kept = new Set(ids(stay));
        const expected = inOrder(stay, isOwn ? '0' : undefined);
        expect(listed.filter((id) => kept.has(id))).toEqual(ids(expected));
      },
    ),
    { numRuns: 400 },
  );
});

test('a full page with the last event has no next page', async () => {
  const fake = portsOver(Array.from({ length: 4 }, (_, n) => anEvent({ startsAt: day(n - 2) })));
  expect(await walk({ limit: 2 }, fake)).toHaveLength(2);
  expect(await walk({ limit: 4 }, fake)).toHaveLength(1);
  expect(await walk({ limit: 2, ...ME }, fake)).toHaveLength(2);
});

test('a running event that began long ago is listed with the past ones', async () => {
  const [long, short] = [EVENTS_LOOK_BACK_DAYS + 1, EVENTS_LOOK_BACK_DAYS - 1].map((days) =>
    anEvent({ startsAt: day(-days), endsAt: day(100) }),
  ) as [Event, Event];
  const [tomorrow, yesterday] = [anEvent({ startsAt: day(1) }), anEvent({ startsAt: day(-1) })];
  const listed = (await walk({ limit: 1 }, portsOver([long, short, tomorrow, yesterday]))).flat();
  expect(ids(listed)).toEqual(ids([short, tomorrow, yesterday, long]));
});

test('the first page has the future events, however many have ended recently', async () => {
  const ended = Array.from({ length: 2 * LISTING_LOOK_EVENTS }, (_, n) =>
    anEvent({ startsAt: iso(NOW - (n + 1) * 0.5 * HOUR_MS) }),
  );
  const running = [20, 1].map((days) => anEvent({ startsAt: day(-days), endsAt: day(1) }));
  const coming = [anEvent({ startsAt: day(1) }), anEvent({ startsAt: day(2) })];
  const fake = portsOver([...ended, ...running, ...coming]);
  const first = await list({ limit: 3 }, fake);
  expect(ids(first.items.map(({ event }) => event))).toEqual(ids([...running.slice(1), ...coming]));
  expect(fake.read).toBeLessThanOrEqual(LISTING_LOOK_EVENTS + 2 * 4);
  const all = (await walk({ limit: 100 }, fake)).flat();
  expect(ids(all).sort()).toEqual(ids([...ended, ...running, ...coming]).sort());
});

test('one answer reads a limited number of events, and the next one continues from there', async () => {
  const events = Array.from({ length: 3 * LISTING_LOOK_EVENTS }, (_, n) =>
    anEvent({ startsAt: iso(NOW + (n + 1) * HOUR_MS) }),
  );
  const [wanted] = [anEvent({ startsAt: day(1_000), name: 'Needle' })];
  const fake = portsOver([...events, wanted]);
  const pages: Event[][] = [];
  let before = 0;
  await walk({ q: 'needle' }, fake, () => {
    expect(fake.read - before).toBeLessThanOrEqual(LISTING_LOOK_EVENTS + LISTING_READ_EVENTS);
    before = fake.read;
  }).then((found) => pages.push(...found));
  expect(ids(pages.flat())).toEqual([wanted.id]);
  expect(pages.length).toBeGreaterThan(2);
});

test('one answer reads the shards of a limited number of events', async () => {
  const events = Array.from({ length: 350 }, (_, n) =>
    anEvent({ startsAt: iso(NOW + (n + 1) * HOUR_MS), shardCount: n % 50 === 49 ? 0 : 4 }),
  );
  for (const limit of [1, 5, 100]) {
    const fake = portsOver(events);
    let before = 0;
    const pages = await walk({ state: 'sold-out', limit }, fake, () => {
      expect(fake.counted - before).toBeLessThanOrEqual(LISTING_COUNTED_EVENTS);
      before = fake.counted;
    });
    expect(ids(pages.flat())).toEqual(ids(events.filter(({ shardCount }) => shardCount === 0)));
  }
});

test('a list of a state that the clock decides reads no shards of events in other states', async () => {
  const events = Array.from({ length: 30 }, (_, n) =>
    anEvent({ startsAt: day(n + 1), salesOpenAt: n < 3 ? day(0.5) : day(-1) }),
  );
  const fake = portsOver(events);
  expect((await list({ state: 'not-open' }, fake)).items).toHaveLength(3);
  expect(fake.counted).toBe(3);
});

test('an answer from a slow table is short, and its cursor leads to the rest, each event once', async () => {
  const events = Array.from({ length: 450 }, (_, n) =>
    anEvent({ startsAt: day(n - 225), name: n % 9 === 0 ? 'Needle' : 'Hay' }),
  );
  for (const request of [{ q: 'needle' }, { q: 'needle', ...ME }, { limit: 10 }]) {
    const fake = portsOver(events, LISTING_RETRY_BUDGET_MS / 2);
    let before = 0;
    const pages = await walk(request, fake, () => {
      expect(fake.looks - before).toBeLessThanOrEqual(3);
      before = fake.looks;
    });
    const wanted = events.filter(({ name }) => !('q' in request) || name === 'Needle');
    expect(ids(pages.flat()).sort()).toEqual(ids(wanted).sort());
    expect(pages.length).toBeGreaterThan(2);
  }
});

test('the caller’s own events are in order within each part if they are too many for one read', async () => {
  const events = Array.from({ length: LISTING_LOOK_EVENTS + 150 }, (_, n) =>
    anEvent({ startsAt: day(1 + ((n * 37) % 600)) }),
  );
  const other = anEvent({ organizerId: 'somebody else' });
  for (const limit of [60, 100]) {
    const pages = await walk({ ...ME, limit }, portsOver([...events, other]));
    expect(ids(pages.flat()).sort()).toEqual(ids(events).sort());
    const firstPart = pages.slice(0, Math.ceil(LISTING_LOOK_EVENTS / limit)).flat();
    const starts = firstPart.slice(0, LISTING_LOOK_EVENTS).map(startKey);
    expect(starts).toEqual([...starts].sort());
  }
});

test('the caller’s own events require an account', async () => {
  const fake = portsOver([anEvent()]);
  const own = (actor: ListEvents['actor']) => list({ organizer: 'me', actor }, fake);
  await expect(own(GUEST)).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(await own({ userId: 'x', role: 'attendee' })).toEqual({ items: [] });
  await expect(own({ userId: 'x', role: 'guest', bookingId: 'b' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect((await own({ userId: 'x', role: 'admin' })).items).toEqual([]);
});
