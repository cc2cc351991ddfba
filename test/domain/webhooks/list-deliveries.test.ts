/** A filtered list of deliveries: each answer looks at a bounded number of them, and all pages together miss none. */
import { expect, test } from '@jest/globals';
import { LISTING_LOOK_DELIVERIES } from '../../../functions/domain/model/limits.ts';
import type { Delivery } from '../../../functions/domain/model/webhook-delivery.ts';
import { listDeliveries } from '../../../functions/domain/webhooks/list-deliveries.ts';

const COUNT = 2 * LISTING_LOOK_DELIVERIES + 50;

/** The newest first. Every hundredth failed, and every second one of those is of a cancellation. */
const ALL = Array.from({ length: COUNT }, (_, place) => {
  const id = String(COUNT - place).padStart(22, '0');
  const isFailed = place % 100 === 99;
  const type = place % 200 === 199 ? 'booking.cancelled' : 'booking.booked';
  return { id, outcome: isFailed ? 'failed' : 'accepted', webhook: { type } } as Delivery;
});

/** A store that keeps what each call asks for. */
function aStore() {
  const asked: number[] = [];
  const list = async (
    _endpointId: string,
    { before, most }: { before: string | undefined; most: number },
  ) => {
    asked.push(most);
    const rest = ALL.filter(({ id }) => before === undefined || id < before);
    const deliveries = rest.slice(0, most);
    const last = deliveries.at(-1);
    return { deliveries, ...(rest.length > most && last && { last: last.id }) };
  };
  return { asked, ports: { deliveries: { list }, runtime: { now: () => 0 } } };
}

async function listAll(
  filter: Pick<Parameters<typeof listDeliveries>[1], 'outcome' | 'type'>,
  limit: number,
) {
  const { asked, ports } = aStore();
  const pages = [await listDeliveries('endpoint', { ...filter, limit }, ports)];
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor)
    pages.push(await listDeliveries('endpoint', { ...filter, limit, cursor }, ports));
  return { asked, pages, ids: pages.flatMap(({ items }) => items.map(({ id }) => id)) };
}

const idsWhere = (isWanted: (delivery: Delivery) => boolean) => ALL.filter(isWanted).map(({ id }) => id);

test.each([1, 2, 100])('pages of %i have each failed delivery once, the newest first', async (limit) => {
  const { pages, ids } = await listAll({ outcome: 'failed' }, limit);
  expect(ids).toEqual(idsWhere(({ outcome }) => outcome === 'failed'));
  for (const { items } of pages) expect(items.length).toBeLessThanOrEqual(limit);
});

test('an outcome and a type together leave what has both', async () => {
  const { ids } = await listAll({ outcome: 'failed', type: 'booking.cancelled' }, 20);
  expect(ids).toEqual(
    idsWhere(({ outcome, webhook }) => outcome === 'failed' && webhook.type === 'booking.cancelled'),
  );
  expect(ids).toHaveLength(3);
});

test('an answer looks at a bounded number of deliveries, however few match', async () => {
  const { asked, pages, ids } = await listAll({ type: 'webhook.test' }, 20);
  expect(ids).toEqual([]);
  expect(asked).toEqual([LISTING_LOOK_DELIVERIES, LISTING_LOOK_DELIVERIES, LISTING_LOOK_DELIVERIES]);
  expect(pages.map(({ nextCursor }) => nextCursor !== undefined)).toEqual([true, true, false]);
});

test('a list without a filter looks at no more than its page', async () => {
  const { asked } = await listAll({}, 100);
  expect(new Set(asked)).toEqual(new Set([100]));
});
