/** A line each second on how the sale of a demonstration stands, as the service states it. */
import type { Stage } from './sale.ts';

const SECOND_MS = 1_000;
const BAR_CHARACTERS = 25;

/** Says a line each second until it is stopped, and a last one then. */
export function eachSecond({ client, token, plan, say }: Stage, eventId: string) {
  const started = Date.now();
  let isStopped = false;
  const look = async () => {
    const answer = await client.call('read-event', { path: { eventId }, token }).catch(() => undefined);
    // A service that does not answer is told of by the sale itself.
    if (answer?.status !== 200) return;
    const { state, booked, waiting } = answer.body.availability;
    const filled = Math.round((booked / plan.tickets) * BAR_CHARACTERS);
    const bar = '█'.repeat(filled).padEnd(BAR_CHARACTERS, '░');
    const elapsed = Math.round((Date.now() - started) / SECOND_MS);
    say(`${String(elapsed).padStart(4)} s  ${bar}  ${booked} booked  ${waiting} waiting  ${state}`);
  };
  const looking = (async () => {
    while (!isStopped) {
      await Promise.all([look(), new Promise((resolve) => setTimeout(resolve, SECOND_MS))]);
    }
    await look();
  })();
  return {
    stop: () => {
      isStopped = true;
      return looking;
    },
  };
}
