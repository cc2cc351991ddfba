/** The reads of an audit: their number, repeats after a change of the event, and parts of limited size. */
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as limits from '../../../functions/domain/model/limits.ts';
import { aStore } from '../../kit/memory-audit-store.ts';
import { aSoundEvent, customerOf, joined, minute, promoted } from '../../kit/sound-event.ts';

/** Limits so low that nine bookings do not fit one reading. */
const SMALL = { AUDIT_PROMOTIONS_AT_ONCE: 1, AUDIT_CUSTOMERS_AT_ONCE: 2 };

type AuditModule = typeof import('../../../functions/domain/audit/audit-event.ts');
let whole: AuditModule;
let inPieces: AuditModule;
beforeAll(async () => {
  whole = await import('../../../functions/domain/audit/audit-event.ts');
  jest.resetModules();
  jest.unstable_mockModule('../../../functions/domain/model/limits.ts', () => ({ ...limits, ...SMALL }));
  inPieces = await import('../../../functions/domain/audit/audit-event.ts');
});

type Sound = ReturnType<typeof aSoundEvent>;

const broken = async (audit: ReturnType<AuditModule['auditEvent']>) =>
  Object.fromEntries(
    (await audit).findings
      .filter(({ holds }) => holds === false)
      .map(({ guarantee, offenders }) => [guarantee, offenders.toSorted()]),
  );

describe('An audit', () => {
  test('of a sound event reads it twice, and reports its progress', async () => {
    const { reads, ports } = aStore(aSoundEvent('e').snapshot);
    const seen: string[] = [];
    const onProgress = ({ reading, readings, bookings }: Record<string, number>) =>
      seen.push(`${reading}/${readings} ${bookings}`);
    expect((await whole.auditEvent('e', ports, { onProgress })).holds).toBe(true);
    expect(reads.bookings).toBe(2);
    expect([seen[0], seen.at(-1)]).toEqual(['1/2 2', '2/2 9']);
  });

  test('reads once more to name the customers over the limit', async () => {
    const sound = aSoundEvent('e');
    sound.bookings.first.customerId = customerOf('whole');
    const { reads, ports } = aStore(sound.snapshot);
    const { whole: four, first } = sound.bookings;
    expect(await broken(whole.auditEvent('e', ports))).toEqual({
      WithinLimit: [four.id, first.id].toSorted(),
    });
    expect(reads.bookings).toBe(3);
  });

  test('in parts has the findings of an audit in one', async () => {
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
      ({ snapshot }: Sound) => {
        snapshot.entries.pop();
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
      const [one, many] = [aStore(sound.snapshot), aStore(sound.snapshot)];
      const expected = await whole.auditEvent('e', one.ports);
      expect(await inPieces.auditEvent('e', many.ports)).toEqual(expected);
      expect(many.reads.bookings).toBeGreaterThanOrEqual(10);
    }
  });

  test('starts again after a change between two readings', async () => {
    const sound = aSoundEvent('e');
    const { reads, ports } = aStore(sound.snapshot, (reading) => {
      const { whole: four } = sound.bookings;
      if (reading === 2) four.history.push({ what: 'answered-at-once', at: minute(12), quantity: 4 });
    });
    expect((await whole.auditEvent('e', ports)).holds).toBe(true);
    expect(reads.bookings).toBe(4);
  });

  test('is not repeated for a pass that changes nothing', async () => {
    const sound = aSoundEvent('e');
    const { reads, ports } = aStore(sound.snapshot, (pass) =>
      Object.assign(sound.snapshot.waitlist, { pass, servingUpTo: '~' }),
    );
    expect((await whole.auditEvent('e', ports)).holds).toBe(true);
    expect(reads.bookings).toBe(2);
  });

  test.each<[string, (sound: Sound, reading: number) => void]>([
    ['a booking', ({ bookings }) => bookings.whole.history.push({ what: 'handed-on', at: 1, quantity: 1 })],
    ['a shard', ({ snapshot }, reading) => Object.assign(snapshot.shards[0] ?? {}, { joined: reading })],
    ['the waitlist', ({ snapshot }, reading) => Object.assign(snapshot.waitlist, { served: reading })],
    ['the event', ({ event }, reading) => Object.assign(event, { revision: reading })],
    ['the number of bookings', ({ snapshot, bookings }) => snapshot.bookings.push({ ...bookings.gone })],
  ])('gives up if %s keeps changing', async (_, change) => {
    const sound = aSoundEvent('e');
    const { ports } = aStore(sound.snapshot, (reading) => change(sound, reading));
    await expect(whole.auditEvent('e', ports)).rejects.toMatchObject({ code: 'busy' });
  });

  test('of more bookings than the limit is rejected, and of as many is not', async () => {
    const { ports } = aStore(aSoundEvent('e').snapshot);
    const most = (bookings: number) => ({ most: { bookings, units: 100 } });
    await expect(whole.auditEvent('e', ports, most(8))).rejects.toMatchObject({
      code: 'too-large-to-audit',
      message: expect.stringContaining('more than 8 bookings'),
      extras: { limit: 8 },
    });
    expect((await whole.auditEvent('e', ports, most(9))).holds).toBe(true);
  });

  test('that takes more read units than the limit is rejected, and one that takes as many for each reading is not', async () => {
    // Five pages of bookings, of a unit each, and half a unit for the notice logs of each.
    const { reads, ports } = aStore(aSoundEvent('e').snapshot);
    const most = (units: number) => ({ most: { bookings: 100, units } });
    await expect(whole.auditEvent('e', ports, most(7))).rejects.toMatchObject({
      code: 'too-large-to-audit',
      message: expect.stringContaining('large bookings'),
      extras: { limit: 100 },
    });
    expect(reads.bookings).toBe(1);
    expect((await whole.auditEvent('e', ports, most(7.5))).holds).toBe(true);
  });

  test('names a hundred bookings and counts the rest', async () => {
    const sound = aSoundEvent('e');
    const stray = Array.from({ length: 130 }, (_, n) => ({
      ...sound.bookings.gone,
      id: `stray-${n}`,
      history: [],
    }));
    sound.snapshot.bookings.push(...stray);
    const { findings } = await whole.auditEvent('e', aStore(sound.snapshot).ports);
    const effects = findings.find(({ guarantee }) => guarantee === 'OneEffect');
    expect([effects?.offenders.length, effects?.offending]).toEqual([100, 130]);
  });
});
