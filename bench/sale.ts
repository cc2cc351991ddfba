/** One sale as a load: a closed loop of connections buys single tickets until everyone was answered. */
import { apiClient } from '../bin/local/api-client.ts';
import type { Contestant } from './contestants.ts';

export const SALE = { tickets: 2_000, buyers: 2_200, connections: 50, cancellations: 100 };

/** Rates in bookings a second, latencies in ms. */
export type SaleResult = {
  bookingsPerSecond: number;
  latencyMsP50: number;
  latencyMsP99: number;
  cancelMs: number;
};

function quantile(sorted: number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

/** @throws when more or fewer tickets are sold than there are: a wrong answer has no speed. */
export async function runSale(contestant: Contestant, size = SALE): Promise<SaleResult> {
  const client = apiClient(contestant.url, size.connections);
  const buyers = await contestant.buyers(size.buyers);
  const event = await client.call(await contestant.createEvent(size.tickets));
  const eventId = String(event.body.id);
  const latencies: number[] = [];
  const sold: { bookingId: string; buyer: number }[] = [];
  let next = 0;
  const buyInTurn = async () => {
    for (let index = next++; index < buyers.length; index = next++) {
      const buyer = buyers[index];
      if (buyer === undefined) return;
      const answer = await client.call(contestant.book(eventId, buyer));
      latencies.push(answer.latencyMs);
      if (answer.status === 201) sold.push({ bookingId: String(answer.body.id), buyer: index });
      else if (answer.status !== 202) throw new Error(`${contestant.name} answered ${answer.status}.`);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: size.connections }, buyInTurn));
  const seconds = (performance.now() - began) / 1000;
  if (sold.length !== size.tickets)
    throw new Error(`${contestant.name} sold ${sold.length} of ${size.tickets}.`);

  const cancelling = performance.now();
  const cancelOne = async ({ bookingId, buyer }: (typeof sold)[number]) => {
    const who = buyers[buyer];
    if (who !== undefined) await client.call(contestant.cancel(eventId, bookingId, who));
  };
  await Promise.all(sold.slice(0, size.cancellations).map(cancelOne));
  const cancelMs = performance.now() - cancelling;
  client.close();
  latencies.sort((a, b) => a - b);
  return {
    bookingsPerSecond: size.buyers / seconds,
    latencyMsP50: quantile(latencies, 0.5),
    latencyMsP99: quantile(latencies, 0.99),
    cancelMs,
  };
}
