/**
 * `NoOvertaking` with a policy that changes: each promotion is made, and judged, under the policy of its number. The
 * negative control removes the condition by which a batch that was planned under the policy before is not written.
 */
import { describe, expect, test } from '@jest/globals';
import { readReceipt, receiptFaults } from '../../functions/domain/bookings/receipt.ts';
import { changeEvent, type EventChange } from '../../functions/domain/events/change-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { POLICY_IS_WHAT_WAS_SEEN } from '../../functions/store/items/waitlist-state.ts';
import { listingStore } from '../../functions/store/listings.ts';
import { waitlistStore } from '../../functions/store/waitlist.ts';
import { aBoxoffice, type Ports, TABLE_NAME } from '../kit/boxoffice.ts';
import { aSoldOutWaitlist, type SoldOutWaitlist } from '../kit/sold-out-waitlist.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const changeOf = (event: Event, change: EventChange, ports: Ports) =>
  changeEvent({ eventId: event.id, actor: { userId: event.organizerId, role: 'organizer' }, change }, ports);

/** Joins are acknowledged long before the promotions of the test. */
const ACKNOWLEDGED_LATER_MS = 60_000;

/** A sold-out event of eight tickets, and a waitlist of the given quantities. */
async function aQueue(
  policy: Event['waitlist']['policy'],
  quantities: number[],
  change?: (ports: Ports) => Partial<Ports>,
) {
  const fields = { capacity: 8, waitlist: { enabled: true, policy } };
  const queue = await aSoldOutWaitlist(fields, quantities, change);
  queue.clock.aheadMs += ACKNOWLEDGED_LATER_MS;
  const turns = async () =>
    (await queue.bookings()).map(({ status, history }) => [
      status,
      ...history.flatMap((one) => ('promotionNumber' in one ? one.promotionNumber : [])),
    ]);
  return { ...queue, turns };
}

/** The receipts of all bookings, with their faults. `policies`: what the receipts say instead, if anything. */
async function faultsIn({ boxoffice, event, bookings }: SoldOutWaitlist, policies?: []) {
  const ports = {
    ...boxoffice.ports,
    listings: listingStore(boxoffice.table),
    positions: boxoffice.positions,
  };
  const current = (await boxoffice.ports.events.read(event.id)) as Event;
  const faults: number[] = [];
  for (const booking of await bookings()) {
    const receipt = await readReceipt(current, booking, undefined, ports);
    faults.push(receiptFaults({ ...receipt, ...(policies && { policies }) }, receipt.items).length);
  }
  return faults;
}

describe('A changed policy', () => {
  test('is in force from the next promotion on, and every promotion is judged by its own', async () => {
    const queue = await aQueue('strict', [3, 1, 4, 2, 1]);
    const { boxoffice, event, release, patch, turns } = queue;
    await release(2);
    expect(await turns()).toEqual([
      ['waitlisted'],
      ['waitlisted'],
      ['waitlisted'],
      ['waitlisted'],
      ['waitlisted'],
    ]);
    // Under skip the second and the last one fit.
    await patch({ waitlist: { policy: 'skip' } });
    expect(await turns()).toEqual([
      ['waitlisted'],
      ['confirmed', 1],
      ['waitlisted'],
      ['waitlisted'],
      ['confirmed', 2],
    ]);
    // Under accept-fewer the head gets two of three, and then under strict its last one.
    await patch({ waitlist: { policy: 'accept-fewer' } });
    await release(2);
    await patch({ waitlist: { policy: 'strict' } });
    await release(1);
    expect(await turns()).toEqual([
      ['confirmed', 3, 4],
      ['confirmed', 1],
      ['waitlisted'],
      ['waitlisted'],
      ['confirmed', 2],
    ]);

    const { waitlist } = (await boxoffice.ports.events.read(event.id)) as Event;
    expect(waitlist.policies?.map(({ policy, fromTurn }) => `${policy} ${fromTurn}`)).toEqual([
      'strict 1',
      'skip 1',
      'accept-fewer 3',
      'strict 4',
    ]);
    expect(await boxoffice.broken(event)).toEqual([]);
    expect(await faultsIn(queue)).toEqual([0, 0, 0, 0, 0]);
    expect((await faultsIn(queue, [])).some((count) => count > 0)).toBe(true);
  });

  test('keeps the rules between policies and offers, and is bounded', async () => {
    const { boxoffice, event, patch } = await aQueue('skip', [1]);
    const refused = { code: 'validation-failed' };
    await patch({ waitlist: { offerTtlSeconds: 60 } });
    await expect(patch({ waitlist: { policy: 'accept-fewer' } })).rejects.toMatchObject(refused);
    await patch({ waitlist: { policy: 'accept-fewer', offerTtlSeconds: null } });
    await patch({ waitlist: { policy: 'strict', passHeadAfterSeconds: 60 } });
    await expect(patch({ waitlist: { offerTtlSeconds: 60 } })).rejects.toMatchObject(refused);
    await expect(patch({ waitlist: { policy: 'skip' } })).rejects.toMatchObject(refused);
    await patch({ waitlist: { policy: 'skip', passHeadAfterSeconds: null } });
    for (let changes = 3; changes < 19; changes += 1)
      await changeOf(event, { waitlist: { policy: changes % 2 ? 'strict' : 'skip' } }, boxoffice.ports);
    await expect(patch({ waitlist: { policy: 'strict' } })).rejects.toMatchObject(refused);
    const { waitlist } = (await boxoffice.ports.events.read(event.id)) as Event;
    expect([waitlist.policy, waitlist.policies?.length]).toEqual(['skip', 20]);
  });
});

/** A batch is written although the policy was changed since it was planned. */
const ANY_POLICY =
  '(attribute_exists(waitlistPolicy) OR attribute_not_exists(waitlistPolicy) OR waitlistPolicy = :seenPolicy)';

describe.each([
  ['a batch of before is not written', undefined],
  ['a negative control: without the condition on it', tableWithout(POLICY_IS_WHAT_WAS_SEEN, ANY_POLICY)],
])('While the policy is changed, %s', (_, tampered) => {
  test('nobody is promoted by the policy before', async () => {
    const table = waitlistStore(tampered ?? strictTable(TABLE_NAME));
    let isChanged = false;
    const queue = await aQueue('skip', [3, 1], (ports) => ({
      waitlist: {
        ...ports.waitlist,
        writeBatch: async (event, state, batch, when) => {
          if (!isChanged && batch.promote.length > 0) {
            isChanged = true;
            await changeOf(event, { waitlist: { policy: 'strict' } }, aBoxoffice().ports);
          }
          return table.writeBatch(event, state, batch, when);
        },
      },
    }));
    await queue.release(2).catch((error) => expect(error).toBeInstanceOf(Busy));
    // The queue delivers the message of a failed clerk again.
    queue.boxoffice.sent.push({ eventId: queue.event.id });
    await queue.boxoffice.serve();
    const isControl = tampered !== undefined;
    expect((await queue.turns())[1]).toEqual(isControl ? ['confirmed', 1] : ['waitlisted']);
    const broken = await queue.boxoffice.broken(queue.event);
    expect(broken.map(({ guarantee }) => guarantee)).toEqual(isControl ? ['NoOvertaking'] : []);
    expect((await faultsIn(queue))[0]).toBe(isControl ? 1 : 0);
  });
});
