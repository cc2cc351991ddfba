/** How an audit reads: as often as it must, again when the event moves, and in bounded pieces. */
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { arrivalKey } from '../../functions/domain/booking.ts';
import * as limits from '../../functions/domain/limits.ts';
import type { AuditStore } from '../../functions/domain/ports.ts';
import { AUDITED_AT, aSoundEvent, customerOf, joined, minute, promoted } from '../kit/sound-event.ts';

/** So small that an event of nine bookings does not fit a reading. */
const SMALL = { AUDIT_TURNS_AT_ONCE: 1, AUDIT_CUSTOMERS_AT_ONCE: 2 };

type AuditModule = typeof import('../../functions/domain/audit-event.ts');
let whole: AuditModule;
let inPieces: AuditModule;
beforeAll(async () => {
  whole = await import('../../functions/domain/audit-event.ts');
  jest.resetModules();
  jest.unstable_mockModule('../../functions/domain/limits.ts', () => ({ ...limits, ...SMALL }));
  inPieces = await import('../../functions/domain/audit-event.ts');
});

type Sound = ReturnType<typeof aSoundEvent>;

/** The event in memory as a store; `readings` counts, and `before` may change the event before each. */
function aStore({ picture, event }: Sound, before: (reading: number) => void = () => {}) {
  const reads = { bookings: 0 };
  const audit: AuditStore = {
    counters: async () => structuredClone({ event, shards: picture.shards, line: picture.line }),
    async *bookings() {
      reads.bookings += 1;
      before(reads.bookings);
      for (let start = 0; start < picture.bookings.length; start += 2) {
        yield structuredClone(picture.bookings.slice(start, start + 2));
      }
    },
    async *entries() {
      yield picture.entries;
    },
    entriesOf: async (_, waiting) => {
      const keys = new Set(waiting.map(arrivalKey));
      return picture.entries.filter(({ key }) => keys.has(key));
    },
    isAdmin: async () => false,
  };
  return { reads, ports: { audit, environment: { now: () => AUDITED_AT, sleep: async () => undefined } } };
}

const broken = async (audit: ReturnType<AuditModule['auditEvent']>) =>
  Object.fromEntries(
    (await audit).findings
      .filter(({ holds }) => holds === false)
      .map(({ guarantee, offenders }) => [guarantee, offenders.toSorted()]),
  );

describe('An audit', () => {
  test('of a sound event reads it twice, and says how far it is', async () => {
    const { reads, ports } = aStore(aSoundEvent('e'));
    const seen: string[] = [];
    const onProgress = ({ reading, readings, bookings }: Record<string, number>) =>
      seen.push(`${reading}/${readings} ${bookings}`);
    expect((await whole.auditEvent('e', ports, { onProgress })).holds).toBe(true);
    expect(reads.bookings).toBe(2);
    expect([seen[0], seen.at(-1)]).toEqual(['1/2 2', '2/2 9']);
  });

  test('reads once more to name who is over the limit', async () => {
    const sound = aSoundEvent('e');
    sound.bookings.first.customerId = customerOf('whole');
    const { reads, ports } = aStore(sound);
    const { whole: four, first } = sound.bookings;
    expect(await broken(whole.auditEvent('e', ports))).toEqual({
      WithinLimit: [four.id, first.id].toSorted(),
    });
    expect(reads.bookings).toBe(3);
  });

  test('in pieces finds what it finds as a whole', async () => {
    const plant = [
      (_: Sound) => {},
      ({ bookings: { first, second } }: Sound) => {
        first.history = [joined(2, 20), promoted(2, 2)];
        second.history = [joined(1, 21), promoted(1, 1)];
      },
      ({ bookings: { first, next } }: Sound) => {
        first.customerId = customerOf('whole');
        next.customerId = customerOf('whole');
      },
      ({ picture }: Sound) => {
        picture.entries.pop();
      },
      ({ bookings: { left } }: Sound) => {
        left.history = [
          joined(1, 15),
          { what: 'left', at: minute(150), quantity: 1, by: customerOf('left') },
        ];
      },
      ({ bookings: { second } }: Sound) => {
        second.history = [joined(1, 21), promoted(1, 1)];
      },
    ];
    for (const change of plant) {
      const sound = aSoundEvent('e');
      change(sound);
      const [one, many] = [aStore(sound), aStore(sound)];
      const expected = await whole.auditEvent('e', one.ports);
      expect(await inPieces.auditEvent('e', many.ports)).toEqual(expected);
      expect(many.reads.bookings).toBeGreaterThanOrEqual(10);
    }
  });

  test('begins again when something changed between two readings', async () => {
    const sound = aSoundEvent('e');
    const { reads, ports } = aStore(sound, (reading) => {
      const { whole: four } = sound.bookings;
      if (reading === 2) four.history.push({ what: 'answered-at-once', at: minute(12), quantity: 4 });
    });
    expect((await whole.auditEvent('e', ports)).holds).toBe(true);
    expect(reads.bookings).toBe(4);
  });

  test('is not disturbed by a clerk who finds nothing to do', async () => {
    const sound = aSoundEvent('e');
    const { reads, ports } = aStore(sound, (pass) =>
      Object.assign(sound.picture.line, { pass, servingUpTo: '~' }),
    );
    expect((await whole.auditEvent('e', ports)).holds).toBe(true);
    expect(reads.bookings).toBe(2);
  });

  test.each<[string, (sound: Sound, reading: number) => void]>([
    ['a booking', ({ bookings }) => bookings.whole.history.push({ what: 'handed-on', at: 1, quantity: 1 })],
    ['a counter', ({ picture }, reading) => Object.assign(picture.shards[0] ?? {}, { joined: reading })],
    ['the line', ({ picture }, reading) => Object.assign(picture.line, { served: reading })],
    ['the event', ({ event }, reading) => Object.assign(event, { revision: reading })],
    ['how many there are', ({ picture, bookings }) => picture.bookings.push({ ...bookings.gone })],
  ])('gives up when %s does not stand still', async (_, change) => {
    const sound = aSoundEvent('e');
    const { ports } = aStore(sound, (reading) => change(sound, reading));
    await expect(whole.auditEvent('e', ports)).rejects.toMatchObject({ code: 'busy' });
  });

  test('of more bookings than an answer may take is refused, and of as many is not', async () => {
    const { ports } = aStore(aSoundEvent('e'));
    await expect(whole.auditEvent('e', ports, { most: 8 })).rejects.toMatchObject({
      code: 'too-large-to-audit',
      extras: { limit: 8 },
    });
    expect((await whole.auditEvent('e', ports, { most: 9 })).holds).toBe(true);
  });

  test('names a hundred bookings and counts the rest', async () => {
    const sound = aSoundEvent('e');
    const stray = Array.from({ length: 130 }, (_, n) => ({
      ...sound.bookings.gone,
      id: `stray-${n}`,
      history: [],
    }));
    sound.picture.bookings.push(...stray);
    const { findings } = await whole.auditEvent('e', aStore(sound).ports);
    const effects = findings.find(({ guarantee }) => guarantee === 'OneEffect');
    expect([effects?.offenders.length, effects?.offending]).toEqual([100, 130]);
  });
});
