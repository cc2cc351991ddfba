/** The FIFO queue of an event's clerk in the model, and the function that it calls with each batch of messages. */
import { MESSAGE_RETRY_BUDGET_MS } from '../../functions/domain/model/limits.ts';
import { Busy, Refusal } from '../../functions/domain/model/refusal.ts';
import type { Message, Queue } from '../../functions/domain/ports/queue.ts';
import { RetryBudget } from '../../functions/domain/process/retry-budget.ts';
import type { ClerkPorts } from '../../functions/domain/waitlist/clerk.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { QUEUE_DELIVERY_MS, QUEUE_SEND_MS, QUEUE_SENDS_PER_GROUP_AND_S } from './assumptions.ts';
import type { Simulation } from './simulation.ts';

type Serve = (messages: Message[]) => Promise<unknown>;

/**
 * One message group: deduplicated messages, a limit of sends a second, and one batch at a time. A batch that fails comes
 * again after the visibility timeout. `onFault` gets the errors that are not expected.
 */
export function openQueue(simulation: Simulation, serve: Serve, onFault: (error: unknown) => void): Queue {
  const seen = new Set<string>();
  const waiting: Message[] = [];
  let sends: number[] = [];
  let isBusy = false;

  const deliver = async () => {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0) {
      await simulation.sleep(simulation.lognormal(QUEUE_DELIVERY_MS));
      await receive(waiting.splice(0, PROMOTION_QUEUE.batchSizeMessages));
    }
    isBusy = false;
  };
  const receive = async (messages: Message[]) => {
    for (let receives = 1; receives <= PROMOTION_QUEUE.maxReceives; receives += 1) {
      try {
        await serve(messages);
        return;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        await simulation.sleep(PROMOTION_QUEUE.visibilityTimeoutSeconds * 1000);
      }
    }
  };

  return {
    send: async (message, sameAs) => {
      await simulation.sleep(simulation.lognormal(QUEUE_SEND_MS));
      sends = sends.filter((at) => at > simulation.now - 1_000);
      if (sends.length >= QUEUE_SENDS_PER_GROUP_AND_S) throw new Busy();
      sends.push(simulation.now);
      if (seen.has(sameAs)) return;
      seen.add(sameAs);
      waiting.push(message);
      deliver().catch(onFault);
    },
  };
}

/** The clerk's function: serves the event of the messages, with the time that it has for contention. */
export async function serveMessages(messages: Message[], ports: ClerkPorts): Promise<void> {
  const eventId = messages[0]?.eventId ?? '';
  const named = messages.flatMap(({ bookingIds = [] }) => bookingIds);
  const retryBudget = new RetryBudget(ports.runtime, MESSAGE_RETRY_BUDGET_MS);
  await retryBudget.retryWhileBusy(() => promoteWaitlist(eventId, named, ports));
}
