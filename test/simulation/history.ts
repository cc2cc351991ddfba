/**
 * Makes the log of a run readable: names instead of ids, without successful reads, with the broken guarantees
 * last.
 */
import { bookingIdFor } from '../../functions/domain/model/booking.ts';
import { customerIdOf, keyOf } from './people.ts';
import type { RunResult } from './run.ts';
import type { Plan } from './workload.ts';

const READS = /: (GetItem|BatchGetItem|Query|ReceiveMessage)\b.*→ done/;

export function readableHistory(plan: Plan, { log, eventId, violations }: RunResult): string[] {
  const names = new Map<string, string>([[eventId, 'event']]);
  for (const operation of plan.operations) {
    const customerId = customerIdOf(plan.seed, operation.customer);
    names.set(customerId, `customer ${operation.customer}`);
    if (operation.what === 'book') {
      names.set(bookingIdFor(eventId, customerId, keyOf(operation)), `booking of ${operation.number}`);
    }
  }
  const named = (text: string) => text.replace(/[\w-]{22}/g, (id) => names.get(id) ?? id);
  return [
    ...log.filter((text) => !READS.test(text)).map(named),
    ...violations.map(({ guarantee, says }) => `${guarantee} is broken: ${named(says)}`),
  ];
}
