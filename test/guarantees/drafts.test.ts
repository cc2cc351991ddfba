/**
 * A draft sells nothing before it is published, whatever a process assumes of it, because its shards do not sell. Negative
 * control: without the condition on the start of sales it does, and the audit says so.
 */
import { describe, expect, test } from '@jest/globals';
import { publishEvent } from '../../functions/domain/events/publish-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../../functions/domain/model/limits.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const aDraft = (boxoffice: Boxoffice) => boxoffice.anEvent({ isDraft: true });

const publish = (event: Event, { ports }: Boxoffice) =>
  publishEvent({ eventId: event.id, actor: { userId: event.organizerId, role: 'organizer' } }, ports);

const guaranteesIn = async (boxoffice: Boxoffice, event: Event) =>
  (await boxoffice.broken(event)).map(({ guarantee }) => guarantee);

/** Books in a process that takes the draft for a published event. */
async function bookAsIfPublished(event: Event, table?: Table) {
  const mistaken = aBoxoffice(({ cache }) => {
    const { isDraft: _isDraft, ...published } = event;
    cache.noteChange(published);
    return {};
  }, table);
  return mistaken.book(event, { quantity: 2 });
}

describe('A draft', () => {
  test('sells nothing, even to a process that takes it for a published event', async () => {
    const boxoffice = aBoxoffice();
    const event = await aDraft(boxoffice);
    await expect(bookAsIfPublished(event)).rejects.toMatchObject({ code: 'sales-not-open' });
    expect((await boxoffice.snapshot(event)).bookings).toEqual([]);
    expect(await guaranteesIn(boxoffice, event)).toEqual([]);
  });

  test('is sold to that process without the condition on the start of sales, and an audit finds it', async () => {
    const boxoffice = aBoxoffice();
    const event = await aDraft(boxoffice);
    await bookAsIfPublished(event, tableWithout('salesOpenAt <= :now'));
    expect((await boxoffice.snapshot(event)).bookings).toMatchObject([{ quantity: 2 }]);
    expect(await guaranteesIn(boxoffice, event)).toEqual(['OnTime']);
  });

  test('sells at once to a process that has read it before it was published', async () => {
    const [boxoffice, other] = [aBoxoffice(), aBoxoffice()];
    const event = await aDraft(boxoffice);
    await expect(other.book(event)).rejects.toMatchObject({ code: 'sales-not-open' });
    await publish(event, boxoffice);
    expect(await other.book(event, { quantity: 2 })).toMatchObject({ status: 'confirmed', quantity: 2 });
    expect(await guaranteesIn(boxoffice, event)).toEqual([]);
  });

  test('whose publication dies after its first write sells once the sweep has looked', async () => {
    const boxoffice = aBoxoffice(({ events }) => ({
      events: { ...events, copyTerms: () => Promise.reject(new Error('died')) },
    }));
    const event = await aDraft(boxoffice);
    await expect(publish(event, boxoffice)).rejects.toThrow('died');
    const next = aBoxoffice();
    expect(await next.ports.events.read(event.id)).toMatchObject({ isSpreading: true });
    expect(await next.sweep(2 * PENDING_WORK_GRACE_MS)).toBeGreaterThan(0);
    await next.serve();
    const stored = await next.ports.events.read(event.id);
    expect([stored?.isSpreading, stored?.isDraft]).toEqual([undefined, undefined]);
    expect(await next.book(event)).toMatchObject({ status: 'confirmed' });
    expect(await guaranteesIn(next, event)).toEqual([]);
  });
});
