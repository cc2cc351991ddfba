/**
 * The lower bound for Boxoffice on its engine: node:http and, for each booking, the same transaction of three
 * items with the same SDK client. It has no validation, users, Idempotency-Keys or waitlist: a request after
 * the last ticket is answered 202 and nothing is written. The additional time of Boxoffice is that of its own
 * work.
 *
 * Implements the contract of `yardsticks/contract.ts` as far as a sale needs it.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../bin/local/resources.ts';
import { shardCountFor, splitCapacity } from '../functions/domain/model/shard.ts';
import { openTable } from '../functions/store/table/client.ts';

const TABLE_NAME = 'bare';

type Event = { capacity: number; shardCount: number; notEmpty: number[] };

await createTable(TABLE_NAME);
const { client } = openTable(TABLE_NAME);
const events = new Map<string, Event>();

const newId = () => randomBytes(16).toString('base64url');
const shardKey = (eventId: string, shard: number) => ({ pk: `EVENT#${eventId}#SHARD#${shard}`, sk: 'SHARD' });

async function createEvent(capacity: number): Promise<string> {
  const id = newId();
  const shardCount = shardCountFor({ capacity });
  const put = (freeTickets: number, shard: number) => ({
    Put: { TableName: TABLE_NAME, Item: { ...shardKey(id, shard), freeTickets } },
  });
  await client.send(
    new TransactWriteCommand({ TransactItems: splitCapacity(capacity, shardCount).map(put) }),
  );
  events.set(id, { capacity, shardCount, notEmpty: Array.from({ length: shardCount }, (_, n) => n) });
  return id;
}

/** @returns false if the transaction is cancelled, in practice because the shard has too few tickets. */
async function take(eventId: string, shard: number, customerId: string, quantity: number, id: string) {
  const at = Date.now();
  const partition = `EVENT#${eventId}#BOOKINGS#${shard}`;
  const booking = { bookingId: id, eventId, customerId, bookingStatus: 'confirmed', quantity, arrival: at };
  const TransactItems = [
    {
      Put: {
        TableName: TABLE_NAME,
        Item: {
          pk: partition,
          sk: `BOOKING#${id}`,
          ...booking,
          releasedTickets: 0,
          history: [{ what: 'booked', at, quantity }],
          cancellations: {},
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Update: {
        TableName: TABLE_NAME,
        Key: { pk: `CUSTOMER#${customerId}`, sk: `EVENT#${eventId}` },
        UpdateExpression:
          'SET held = if_not_exists(held, :none) + :quantity, bookingIds = list_append(if_not_exists(bookingIds, :nobody), :bookingId)',
        ExpressionAttributeValues: { ':none': 0, ':quantity': quantity, ':nobody': [], ':bookingId': [id] },
      },
    },
    {
      Update: {
        TableName: TABLE_NAME,
        Key: shardKey(eventId, shard),
        UpdateExpression: 'SET freeTickets = freeTickets - :quantity',
        ConditionExpression: 'freeTickets >= :quantity',
        ExpressionAttributeValues: { ':quantity': quantity },
      },
    },
  ];
  try {
    await client.send(new TransactWriteCommand({ TransactItems }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return false;
    throw error;
  }
}

async function book(eventId: string, customerId: string, quantity: number) {
  const event = events.get(eventId);
  const id = newId();
  for (;;) {
    const shards = event?.notEmpty ?? [];
    const shard = shards[Math.floor(Math.random() * shards.length)];
    if (event === undefined || shard === undefined)
      return { status: 202, body: { id, status: 'waitlisted' } };
    if (await take(eventId, shard, customerId, quantity, id)) {
      return { status: 201, body: { id, eventId, quantity, status: 'confirmed' } };
    }
    event.notEmpty = event.notEmpty.filter((one) => one !== shard);
  }
}

async function count(eventId: string) {
  const { capacity = 0, shardCount = 0 } = events.get(eventId) ?? {};
  const Keys = Array.from({ length: shardCount }, (_, shard) => shardKey(eventId, shard));
  const answer = await client.send(new BatchGetCommand({ RequestItems: { [TABLE_NAME]: { Keys } } }));
  const free = (answer.Responses?.[TABLE_NAME] ?? []).reduce((sum, item) => sum + item['freeTickets'], 0);
  return { status: 200, body: { capacity, free, confirmed: capacity - free, waiting: 0 } };
}

async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const [, , eventId = ''] = (request.url ?? '').split('/');
  if (request.method === 'GET') return count(eventId);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { capacity, quantity } = JSON.parse(Buffer.concat(chunks).toString());
  if (eventId === '') return { status: 201, body: { id: await createEvent(capacity) } };
  return book(eventId, String(request.headers['x-user']), quantity);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const payload = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
  });
  response.end(payload);
}

const server = createServer((request, response) => {
  answer(request).then(
    ({ status, body }) => send(response, status, body),
    (error: unknown) => send(response, 500, { error: String(error) }),
  );
});
server.listen(0, '127.0.0.1', () => {
  console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => process.exit(0));
