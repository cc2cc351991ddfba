/**
 * Failing calls in requests about webhook endpoints: an endpoint is made, changed and removed once, whichever call to the
 * table fails. Each call fails once, in the ways that matter here.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePerson, type Person } from '../../bin/local/people.ts';
import { newSecretPorts } from '../../functions/compose-webhooks.ts';
import type { WebhookEndpoint } from '../../functions/domain/model/webhook-endpoint.ts';
import { endpointCountKey } from '../../functions/store/items/webhook-endpoint.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { webhookEndpointStore } from '../../functions/store/webhook-endpoints.ts';
import { failEachCall, failing } from '../kit/fail-each-call.ts';
import { anEndpoint } from '../kit/webhook-sender.ts';
import { aFaultyService, type FaultyService } from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
  process.env['CUSTOMER_MAIL'] = 'on';
});
afterAll(async () => {
  delete process.env['CUSTOMER_MAIL'];
  await it.stop();
});

/** An address, which need not be looked up. */
const body = { url: 'https://192.0.1.1/webhooks' };

/** @returns the endpoints of an organizer. Their count, which is an item of its own, must be right. */
async function endpointsOf({ id }: Person) {
  const { table } = it.boxoffice;
  const found = await webhookEndpointStore(table).list(id);
  expect((await getItem(table, endpointCountKey(id)))?.['endpoints']).toBe(found.length);
  return found;
}

/** The kinds of the letters that tell an organizer of a change. */
async function lettersTo({ id }: Person) {
  const found = await letterStore(it.boxoffice.table).listOf(id, 10);
  return found.map(({ letter }) => letter.kind);
}

/** The secrets of an endpoint as its receiver has them, the current one first. */
async function secretsIn(endpoint: WebhookEndpoint | undefined): Promise<string[]> {
  return newSecretPorts().secrets.of(endpoint?.id ?? '', endpoint?.secrets ?? []);
}

async function anOrganizer() {
  const organizer = await makePerson('organizer');
  const endpoint = await anEndpoint(organizer.id);
  return { organizer, endpoint, token: organizer.token, path: { webhookId: endpoint.id } };
}

describe.each(['throttle', 'lost-after'] as const)('Where a call fails by %s', (fault) => {
  test('an endpoint is made once, and the answer has its secret', async () => {
    const failed = await failEachCall('create-webhook', fault, {
      arrange: async () => ({ organizer: await makePerson('organizer'), idempotencyKey: 'one' }),
      request: ({ organizer: { token }, idempotencyKey }) => ({ token, body, idempotencyKey }),
      check: async ({ arranged: { organizer }, answer }) => {
        const [endpoint, ...others] = await endpointsOf(organizer);
        expect([endpoint?.id, await secretsIn(endpoint)]).toEqual([answer.body.id, [answer.body.secret]]);
        expect(others).toEqual([]);
        expect(await lettersTo(organizer)).toEqual(['endpoint-set']);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['TransactWriteItemsCommand'])));
  });

  test('a secret is rotated once, and the old one signs on', async () => {
    await failEachCall('rotate-webhook-secret', fault, {
      arrange: anOrganizer,
      request: ({ token, path }) => ({ token, path, body: {}, idempotencyKey: 'one' }),
      check: async ({ arranged: { organizer, endpoint }, answer }) => {
        const [stored] = await endpointsOf(organizer);
        expect(await secretsIn(stored)).toEqual([answer.body.secret, ...(await secretsIn(endpoint))]);
        expect(await lettersTo(organizer)).toEqual(['endpoint-set']);
      },
    });
  });

  test('an endpoint gets another address once, and its organizer is told once', async () => {
    const failed = await failEachCall('change-webhook', fault, {
      arrange: anOrganizer,
      request: ({ token, path }) => ({ token, path, body }),
      check: async ({ arranged: { organizer }, answer }) => {
        expect([answer.body.url, (await endpointsOf(organizer))[0]?.url]).toEqual([body.url, body.url]);
        expect(await lettersTo(organizer)).toEqual(['endpoint-set']);
      },
    });
    expect(failed).toEqual(expect.arrayContaining(failing(fault, ['TransactWriteItemsCommand'])));
  });

  test('an endpoint is removed with its count', async () => {
    await failEachCall('remove-webhook', fault, {
      arrange: anOrganizer,
      request: ({ token, path }) => ({ token, path }),
      check: async ({ arranged: { organizer } }) => {
        expect(await endpointsOf(organizer)).toEqual([]);
        expect(await lettersTo(organizer)).toEqual([]);
      },
    });
  });
});
