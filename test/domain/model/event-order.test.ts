/** The order of the event list: the group of an event, its sort key, and which position comes first. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Group,
  groupOf,
  isBefore,
  startKey,
  startKeyBound,
} from '../../../functions/domain/model/event-order.ts';

const at = (second: number) => new Date(second * 1_000).toISOString();
const NOW = at(500);

describe('The group of an event', () => {
  test.each<[string, { startsAt: string; endsAt?: string; cancelledAt?: string }, Group]>([
    ['that has not begun is `coming`', { startsAt: at(501) }, 'coming'],
    ['that runs is `coming`', { startsAt: at(400), endsAt: at(501) }, 'coming'],
    ['that ends now is `past`', { startsAt: at(400), endsAt: NOW }, 'past'],
    ['that starts now and states no end is `past`', { startsAt: NOW }, 'past'],
    ['that starts now and ends later is `coming`', { startsAt: NOW, endsAt: at(501) }, 'coming'],
    [
      'that was cancelled is `cancelled`, also before its start',
      { startsAt: at(501), cancelledAt: at(1) },
      'cancelled',
    ],
    [
      'that was cancelled is `cancelled`, also after its end',
      { startsAt: at(400), cancelledAt: at(1) },
      'cancelled',
    ],
  ])('%s', (_, times, group) => {
    expect(groupOf({ id: 'event', ...times }, { now: NOW, since: at(0) })).toBe(group);
  });

  test('that runs is `past` if it began before the key `since`, and `coming` if it began there', () => {
    const running = { id: 'b', startsAt: at(400), endsAt: at(501) };
    const groups = ['a', 'b', 'c'].map((id) =>
      groupOf(running, { now: NOW, since: startKey({ ...running, id }) }),
    );
    expect(groups).toEqual(['coming', 'coming', 'past']);
  });
});

const second = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 200_000_000_000 }));
const events = fc.record({ startsAt: second.map(at), id: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/) });

test('a bound is above the keys of exactly the events that start up to its instant', () => {
  fc.assert(
    fc.property(events, second.map(at), (event, instant) => {
      expect(startKey(event) < startKeyBound(instant)).toBe(event.startsAt <= instant);
    }),
  );
});

describe('The event list', () => {
  const order = (positions: { group: Group; after: string }[]) =>
    [...positions].sort((a, b) => (isBefore(a, b) ? -1 : 1)).map(({ group, after }) => `${group} ${after}`);
  const everywhere = (['cancelled', 'past', 'coming'] as const).flatMap((group) =>
    ['b', 'c', 'a'].map((after) => ({ group, after })),
  );

  test('begins with the coming events, the next one first, then the past and the cancelled, the last one first', () => {
    expect(order(everywhere)).toEqual([
      ...['coming a', 'coming b', 'coming c'],
      ...['past c', 'past b', 'past a'],
      ...['cancelled c', 'cancelled b', 'cancelled a'],
    ]);
  });

  test('has one order for any two positions, and no position before itself', () => {
    for (const a of everywhere)
      for (const b of everywhere)
        expect([isBefore(a, b), isBefore(b, a)].filter(Boolean)).toHaveLength(a === b ? 0 : 1);
  });
});
