/**
 * The verb `wake-notices`: lets the deployed sender look again at each booking of an event of which it has overlooked
 * something, as after records of the stream became dead letters. Writes to the table TABLE_NAME in the account and
 * region of the environment. It sends no mail itself.
 */
import type { Command } from 'commander';
import { runtime, table } from '../functions/compose.ts';
import { wakeUntold } from '../functions/domain/notices/wake-untold.ts';
import { eventStore } from '../functions/store/events.ts';
import { noticeStore } from '../functions/store/notices.ts';
import { explained } from './audit/report.ts';
import { notEmpty } from './option-values.ts';

type WakeOptions = { event: string };

/** @throws an error that says what to do if there is no such event or table. */
export async function runWakeNotices({ event: eventId }: WakeOptions): Promise<void> {
  try {
    const events = eventStore(table());
    const event = await events.read(eventId);
    if (event === undefined) throw new Error(`There is no event ${eventId} in the table ${table().name}.`);
    const { bookings, woken } = await wakeUntold(event, { events, notices: noticeStore(table()), runtime });
    console.log(`${bookings} bookings: the sender was woken for ${woken} of them.`);
  } catch (error) {
    throw explained(error, eventId, table().name);
  }
}

export function defineVerb(command: Command): void {
  command
    .requiredOption('--event <id>', 'the event', notEmpty)
    .addHelpText(
      'after',
      `
Set TABLE_NAME to the table, and region and credentials as for the AWS CLI. Running it again does no harm.

Example:
  TABLE_NAME=Boxoffice npm run wake-notices -- --event 1jNdoKXBq-qE9GhqlR8ZBQ`,
    )
    .action(runWakeNotices);
}
