/**
 * `Durable`: everything that was answered with 2xx is stored when the service and its engine are killed with
 * SIGKILL, and promotions under way are completed. The negative control has no data directory.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type ApiClient, apiClient } from '../../bin/local/api-client.ts';
import { useDynamo } from '../../bin/local/engines.ts';
import { readEventSnapshot } from '../../bin/local/event-snapshot.ts';
import { eventStore } from '../../functions/store/events.ts';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { brokenIn } from '../kit/audits.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { eventually } from '../kit/service.ts';
import {
  ADMIN,
  endServiceProcesses,
  type ServiceProcess,
  startServiceProcess,
} from '../kit/service-process.ts';
import { strictTable } from '../kit/strict-table.ts';

/** A queue that survives the kill delivers messages in flight again after so long. */
const IN_HAND_MS =
  process.env['AWS_ENDPOINT_URL_SQS'] === undefined ? 0 : PROMOTION_QUEUE.visibilityTimeoutSeconds * 1_000;
jest.setTimeout(60_000 + IN_HAND_MS);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-durable-'));
});
afterAll(async () => {
  await endServiceProcesses();
  rmSync(directory, { recursive: true, force: true });
});

type Wish = { key: string; bookingId?: string; status?: number };

async function logIn(client: ApiClient): Promise<string> {
  const answer = await client.call({ path: '/v1/auth/login', body: ADMIN });
  return answer.body.accessToken;
}

/**
 * Sends every wish that has no answer yet, ten at a time. A wish whose request fails stays without an answer.
 */
async function sendWishes(client: ApiClient, token: string, eventId: string, wishes: Wish[]): Promise<void> {
  const open = wishes.filter((wish) => wish.status === undefined);
  const next = async (): Promise<void> => {
    for (let wish = open.shift(); wish !== undefined; wish = open.shift()) {
      const headers = { 'idempotency-key': wish.key };
      const call = { path: `/v1/events/${eventId}/bookings`, token, body: { quantity: 1 }, headers };
      const answer = await client.call(call).catch(() => undefined);
      if (answer !== undefined && answer.status < 500)
        Object.assign(wish, { status: answer.status, bookingId: answer.body.id });
    }
  };
  await Promise.all(Array.from({ length: 10 }, next));
}

/** Kills the service in the middle of a sale of 60 tickets to 90 requests. */
async function killInTheMiddle(service: ServiceProcess): Promise<{ eventId: string; wishes: Wish[] }> {
  const client = apiClient(service.url);
  const token = await logIn(client);
  const waitlist = { limitPerCustomer: 100 };
  const body = {
    name: 'Kill',
    startsAt: '2099-01-01T20:00:00Z',
    capacity: 60,
    maxPerCustomer: 100,
    waitlist,
  };
  const { body: event } = await client.call({ path: '/v1/events', token, body });
  const wishes: Wish[] = Array.from({ length: 90 }, (_, n) => ({ key: `wish-${n}` }));
  const selling = sendWishes(client, token, event.id, wishes);
  await eventually(async () => wishes.filter((wish) => wish.status === 201).length >= 25, 20_000);
  await service.kill('SIGKILL');
  await selling;
  client.close();
  return { eventId: event.id, wishes };
}

async function missing(service: ServiceProcess, wishes: Wish[]): Promise<string[]> {
  const client = apiClient(service.url);
  const { body } = await client.call({ path: '/v1/bookings?limit=100', token: await logIn(client) });
  client.close();
  const stored = new Set(body.items.map((booking: { id: string }) => booking.id));
  return wishes.flatMap(({ bookingId }) =>
    bookingId === undefined || stored.has(bookingId) ? [] : bookingId,
  );
}

describe('Durable', () => {
  test('a service that is killed twice keeps all acknowledged writes and completes every promotion', async () => {
    const { eventId, wishes } = await killInTheMiddle(await startServiceProcess(directory));
    expect(wishes.filter((wish) => wish.status === undefined).length).toBeGreaterThan(0);

    let service = await startServiceProcess(directory);
    expect(await missing(service, wishes)).toEqual([]);
    let client = apiClient(service.url);
    let token = await logIn(client);
    await sendWishes(client, token, eventId, wishes);
    const held = wishes.filter((wish) => wish.status === 201);
    expect(held).toHaveLength(60);

    const cancelled: string[] = [];
    const cancel = async ({ bookingId = '' }: Wish) => {
      const route = `/v1/events/${eventId}/bookings/${bookingId}/cancel`;
      const answer = await client.call({ method: 'POST', path: route, token }).catch(() => undefined);
      if (answer?.status === 200) cancelled.push(bookingId);
    };
    const cancelling = Promise.all(held.slice(0, 20).map(cancel));
    await eventually(async () => cancelled.length >= 8);
    await service.kill('SIGKILL');
    await cancelling;
    client.close();

    service = await startServiceProcess(directory);
    client = apiClient(service.url);
    token = await logIn(client);
    const availability = async () => (await client.call({ path: `/v1/events/${eventId}` })).body.availability;
    await eventually(async () => {
      const { items } = (await client.call({ path: '/v1/bookings?limit=100', token })).body;
      const count = (status: string) =>
        items.filter((item: { status: string }) => item.status === status).length;
      return count('confirmed') === 60 && count('waitlisted') === 30 - count('cancelled');
    }, 30_000 + IN_HAND_MS);
    expect((await availability()).available).toBe(0);
    client.close();
    await service.kill('SIGTERM');

    const engine = await useDynamo(directory);
    const table = strictTable(TABLE_NAME);
    const event = await eventStore(table).read(eventId);
    if (event === undefined) throw new Error('The event is gone.');
    const snapshot = await readEventSnapshot(table, event);
    const broken = await brokenIn(table, eventId);
    await engine.stop();
    const statusOf = new Map(snapshot.bookings.map((booking) => [booking.id, booking.status]));
    expect(cancelled.filter((id) => statusOf.get(id) !== 'cancelled')).toEqual([]);
    expect(broken).toEqual([]);
  });

  test('a negative control: without the data directory acknowledged bookings are missing', async () => {
    const { wishes } = await killInTheMiddle(await startServiceProcess(''));
    const service = await startServiceProcess('');
    expect((await missing(service, wishes)).length).toBeGreaterThan(0);
    await service.kill('SIGTERM');
  });
});
