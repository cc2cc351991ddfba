/**
 * `npm run onsale`: an on-sale that anyone can watch. Starts the service from nothing, lets a crowd buy, cancels a
 * part at once, and then holds what everyone was told against the table.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { auditPorts, environment, table } from '../functions/compose.ts';
import { type Audit, auditEvent } from '../functions/domain/audit-event.ts';
import { Busy } from '../functions/domain/refusal.ts';
import { eventStore } from '../functions/store/events.ts';
import { lineStore } from '../functions/store/line.ts';
import { verdictWord } from './audit/report.ts';
import { drawChart } from './chart.ts';
import { apiClient } from './local/api-client.ts';
import { makePeople, makePerson } from './local/people.ts';
import { type TypedClient, typedClient } from './local/typed-client.ts';
import { type Buyer, type Outcome, sell } from './onsale/crowd.ts';
import { observe } from './onsale/observer.ts';
import { type OnSaleOptions, readOptions } from './onsale/options.ts';
import { readEventPicture } from './onsale/picture.ts';
import { Progress } from './onsale/progress.ts';
import { openStage } from './onsale/stage.ts';
import { judge, type Line } from './onsale/verdict.ts';

const SETTLE_TIMEOUT_MS = 30_000;

async function gatherBuyers(options: OnSaleOptions): Promise<Buyer[]> {
  const { least, most } = options.quantities;
  const people = await makePeople(options.buyers);
  return people.map((person, index) => ({
    ...person,
    quantity: least + (index % (most - least + 1)),
    key: randomUUID(),
  }));
}

async function createEvent(client: TypedClient, options: OnSaleOptions): Promise<string> {
  const { token } = await makePerson('organizer');
  const startsAt = new Date(Date.now() + 86_400_000).toISOString();
  const body = {
    name: 'On-sale',
    startsAt,
    capacity: options.tickets,
    maxPerBooking: options.quantities.most,
  };
  const answer = await client.call('create-event', { token, body });
  if (answer.status !== 201) throw new Error(`The event was refused: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

/** Cancels the first `count` bookings that were confirmed, all at once. @returns the ids answered 200. */
async function cancelSome(
  client: TypedClient,
  eventId: string,
  outcomes: Outcome[],
  count: number,
): Promise<string[]> {
  const chosen = outcomes.filter((outcome) => outcome.status === 201).slice(0, count);
  const answers = chosen.map(async ({ bookingId = '', buyer }) => {
    const answer = await client.call('cancel-booking', { path: { eventId, bookingId }, token: buyer.token });
    return answer.status === 200 ? bookingId : undefined;
  });
  return (await Promise.all(answers)).filter((id) => id !== undefined);
}

/** Waits until no release is left over and the head of the line, if there is one, does not fit the pool. */
async function comeToRest(eventId: string): Promise<void> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const event = await eventStore(table()).read(eventId);
    if (event === undefined) throw new Error('The event is gone.');
    const pending = await lineStore(table()).releasedBookingIds(eventId, 1);
    const line = await lineStore(table()).read(event);
    const { entries } = await lineStore(table()).readHead(event, { upTo: '~' });
    const isServed = entries[0] === undefined || entries[0].quantity > line.pool;
    const isDrained = line.drained || !line.queueing;
    if (pending.length === 0 && line.servingUpTo === undefined && isDrained && isServed) return;
    await environment.sleep(10);
  }
}

/** What is told to the clerk twice keeps it busy for a moment after everybody is served. */
async function auditOnceAtRest(eventId: string): Promise<Audit> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    try {
      return await auditEvent(eventId, auditPorts());
    } catch (error) {
      if (!(error instanceof Busy) || Date.now() > deadline) throw error;
    }
  }
}

function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0);
}

function report(
  outcomes: Outcome[],
  verdict: Line[],
  restMs: number,
  promoted: number,
  options: OnSaleOptions,
): void {
  const sold = outcomes.filter((outcome) => outcome.status === 201);
  const waiting = outcomes.filter((outcome) => outcome.status === 202);
  const seconds = Math.max(...sold.map((outcome) => outcome.atMs)) / 1000;
  const ms = (list: Outcome[]) =>
    `p50 ${quantile(
      list.map((o) => o.latencyMs),
      0.5,
    )} ms, p99 ${quantile(
      list.map((o) => o.latencyMs),
      0.99,
    )} ms`;
  console.log(`
Sold      ${sold.reduce((sum, o) => sum + o.buyer.quantity, 0)} of ${options.tickets} tickets to ${sold.length} buyers in ${seconds.toFixed(1)} s: ${Math.round(sold.length / seconds)} bookings/s, ${ms(sold)}
Waiting   ${waiting.length} joined the line${waiting.length > 0 ? `, ${ms(waiting)}` : ''}
Promoted  ${promoted}, ${Math.round(restMs)} ms after ${options.cancellations} cancellations at once began
`);
  for (const { guarantee, holds, evidence } of verdict) {
    console.log(`  ${verdictWord(holds).padEnd(7)}  ${guarantee.padEnd(12)}  ${evidence}`);
  }
}

async function run(options: OnSaleOptions): Promise<boolean> {
  const progress = new Progress();
  const engine = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
  progress.say(`Starting the service on ${engine ?? 'an engine of its own'} …`);
  const stage = await openStage();
  const api = apiClient(stage.url, options.connections);
  const client = typedClient(api);
  try {
    const eventId = await createEvent(client, options);
    const buyers = await gatherBuyers(options);
    const event = await eventStore(table()).read(eventId);
    if (event === undefined) throw new Error('The event is gone.');
    let answered = 0;
    const opening = performance.now();
    const observer = observe(table(), event, (sample) => progress.show(sample, answered, options));
    const outcomes = await sell(client, eventId, buyers, options, () => {
      answered += 1;
    });
    await comeToRest(eventId);
    const cancellingAtMs = performance.now() - opening;
    const promotedBefore = (await lineStore(table()).read(event)).served;
    const cancelled = await cancelSome(client, eventId, outcomes, options.cancellations);
    await comeToRest(eventId);
    const restMs = performance.now() - opening - cancellingAtMs;
    await observer.stop();
    progress.end();

    const picture = await readEventPicture(table(), event);
    const audit = await auditOnceAtRest(eventId);
    const verdict = await judge(audit, picture, outcomes, cancelled, observer.looks, client);
    report(outcomes, verdict, restMs, picture.line.served - promotedBefore, options);
    const soldOutAt = Math.max(...outcomes.filter((o) => o.status === 201).map((o) => o.atMs)) / 1000;
    const series = (name: 'sold' | 'waiting' | 'promoted', colour: string) => ({
      name,
      colour,
      points: observer.samples.map((sample) => ({ x: sample.atMs / 1000, y: sample[name] })),
    });
    mkdirSync(path.dirname(options.picture), { recursive: true });
    writeFileSync(
      options.picture,
      drawChart({
        title: `${options.tickets} tickets, ${options.buyers} buyers, ${options.cancellations} cancellations`,
        subtitle: 'tickets sold, bookings waiting, bookings promoted',
        xLabel: 'seconds since the opening',
        series: [series('sold', '#1463b8'), series('waiting', '#c2571a'), series('promoted', '#1d8649')],
        marks: [
          { x: soldOutAt, text: 'sold out' },
          { x: cancellingAtMs / 1000, text: 'cancellations' },
        ],
      }),
    );
    console.log(`\nPicture: ${options.picture}`);
    return verdict.every((line) => line.holds !== false);
  } finally {
    api.close();
    await stage.stop();
  }
}

try {
  process.exitCode = (await run(readOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
