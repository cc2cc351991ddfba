/**
 * The verb `onsale`: a demonstration of an on-sale. Starts a new service, lets a crowd of buyers book, cancels
 * some bookings concurrently, and then compares every buyer's answer with the table. Exits with 0 if no
 * guarantee is broken, with 1 if one is.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { table } from '../functions/compose.ts';
import type { Finding } from '../functions/domain/verify/finding.ts';
import { eventStore } from '../functions/store/events.ts';
import { waitlistStore } from '../functions/store/waitlist.ts';
import { verdictWord } from './audit/report.ts';
import { drawChart } from './chart.ts';
import { apiClient } from './local/api-client.ts';
import { readEventSnapshot } from './local/event-snapshot.ts';
import { makePeople, makePerson } from './local/people.ts';
import { type TypedClient, typedClient } from './local/typed-client.ts';
import { type Buyer, cancelSome, type Purchase, sell } from './onsale/crowd.ts';
import { hallOf, wishOf } from './onsale/hall.ts';
import { observe } from './onsale/observer.ts';
import { addOptions, type OnSaleOptions } from './onsale/options.ts';
import { Progress } from './onsale/progress.ts';
import { auditOnceSettled, waitUntilSettled } from './onsale/settled.ts';
import { startTestedService } from './onsale/tested-service.ts';
import { judge, tryToMeddle } from './onsale/verdict.ts';

async function gatherBuyers(options: OnSaleOptions): Promise<Buyer[]> {
  const { least, most } = options.quantities;
  const people = await makePeople(options.buyers);
  return people.map((person, index) => {
    const quantity = least + (index % (most - least + 1));
    const types = options.pools ? wishOf(index, quantity) : undefined;
    return { ...person, quantity, ...(types && { types }), key: randomUUID() };
  });
}

async function createEvent(client: TypedClient, options: OnSaleOptions): Promise<string> {
  const { token } = await makePerson('organizer');
  const startsAt = new Date(Date.now() + 86_400_000).toISOString();
  const body = {
    name: 'On-sale',
    startsAt,
    capacity: options.tickets,
    maxPerBooking: options.quantities.most,
    ...(options.pools && hallOf(options.tickets)),
  };
  const answer = await client.call('create-event', { token, body });
  if (answer.status !== 201) throw new Error(`The event was not created: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0);
}

function report(
  purchases: Purchase[],
  verdict: Finding[],
  settlingMs: number,
  promoted: number,
  options: OnSaleOptions,
): void {
  const sold = purchases.filter(({ status }) => status === 201);
  const waiting = purchases.filter(({ status }) => status === 202);
  const seconds = Math.max(...sold.map(({ atMs }) => atMs)) / 1000;
  const ms = (list: Purchase[]) =>
    `p50 ${quantile(
      list.map((o) => o.latencyMs),
      0.5,
    )} ms, p99 ${quantile(
      list.map((o) => o.latencyMs),
      0.99,
    )} ms`;
  console.log(`
Sold      ${sold.reduce((sum, o) => sum + o.buyer.quantity, 0)} of ${options.tickets} tickets to ${sold.length} buyers in ${seconds.toFixed(1)} s: ${Math.round(sold.length / seconds)} bookings/s, ${ms(sold)}
Waiting   ${waiting.length} joined the waitlist${waiting.length > 0 ? `, ${ms(waiting)}` : ''}
Promoted  ${promoted}, all within ${Math.round(settlingMs)} ms of the first of ${options.cancellations} concurrent cancellations
`);
  for (const { guarantee, holds, evidence } of verdict) {
    console.log(`  ${verdictWord(holds).padEnd(7)}  ${guarantee.padEnd(12)}  ${evidence}`);
  }
}

/** @returns whether every guarantee holds. */
export async function runOnSale(options: OnSaleOptions): Promise<boolean> {
  const progress = new Progress();
  const engine = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
  progress.say(`Starting the service on ${engine ?? 'an embedded engine'} …`);
  const stage = await startTestedService();
  const api = apiClient(stage.url, options.connections);
  const client = typedClient(api);
  try {
    const eventId = await createEvent(client, options);
    const buyers = await gatherBuyers(options);
    const event = await eventStore(table()).read(eventId);
    if (event === undefined) throw new Error('The event is missing from the table.');
    let answered = 0;
    const opening = performance.now();
    const observer = observe(table(), event, (sample) => progress.show(sample, answered, options));
    const purchases = await sell(client, eventId, buyers, options, () => {
      answered += 1;
    });
    await waitUntilSettled(eventId);
    const cancellingAtMs = performance.now() - opening;
    const promotedBefore = (await waitlistStore(table()).read(event)).served;
    const cancels = await cancelSome(client, eventId, purchases, options.cancellations);
    await waitUntilSettled(eventId);
    const settlingMs = performance.now() - opening - cancellingAtMs;
    await observer.stop();
    progress.end();

    const reads = await tryToMeddle(client, eventId, purchases);
    const requests = [...purchases.map(({ request }) => request), ...cancels, ...reads];
    const audited = await auditOnceSettled(eventId, requests);
    const snapshot = await readEventSnapshot(table(), event);
    const verdict = judge(audited, snapshot, requests, purchases, observer.looks);
    report(purchases, verdict, settlingMs, snapshot.waitlist.served - promotedBefore, options);
    const soldOutAt = Math.max(...purchases.filter((o) => o.status === 201).map((o) => o.atMs)) / 1000;
    const series = (['sold', 'waiting', 'promoted'] as const).map((name) => ({
      name,
      points: observer.samples.map((sample): [number, number] => [sample.atMs / 1000, sample[name]]),
    }));
    mkdirSync(path.dirname(options.picture), { recursive: true });
    writeFileSync(
      options.picture,
      drawChart({
        title: `${options.tickets} tickets, ${options.buyers} buyers, ${options.cancellations} cancellations`,
        subtitle: 'tickets sold, bookings waiting, bookings promoted',
        xAxis: 'seconds since the opening',
        yAxis: 'tickets or bookings',
        series,
        marks: [
          { x: soldOutAt, text: 'sold out' },
          { x: cancellingAtMs / 1000, text: 'cancellations' },
        ],
      }),
    );
    console.log(`\nChart: ${options.picture}`);
    return verdict.every((finding) => finding.holds !== false);
  } finally {
    api.close();
    await stage.stop();
  }
}

export function defineVerb(command: Command): void {
  addOptions(command).action(async (options: OnSaleOptions) => {
    process.exitCode = (await runOnSale(options)) ? 0 : 1;
  });
}
