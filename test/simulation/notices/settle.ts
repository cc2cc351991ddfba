/** What must be true of notices once a service has settled; before that, the operator does their part. */
import type { WireItem } from '../engine.ts';
import type { LambdaPool } from '../lambda.ts';
import type { RunRecord } from '../record.ts';
import type { SimulatedNotices } from './world.ts';

type World = {
  notices: SimulatedNotices;
  record: RunRecord;
  eventId: string;
  lambdas: LambdaPool;
  now: () => number;
  scan: () => Promise<WireItem[]>;
  waitUntilSettled: () => Promise<string | undefined>;
};

/** If records of the stream were lost, the operator wakes the sender; then every customer must have been told. */
export async function tellEverybody(world: World): Promise<void> {
  const { notices, record, eventId, lambdas, waitUntilSettled } = world;
  await waitUntilSettled();
  const bookings = () => (record.isGone ? [] : (record.latest?.bookings ?? []));
  if (notices.hasLostRecords) {
    await notices.wakeUntold(eventId, lambdas);
    await waitUntilSettled();
  }
  record.fail(...notices.violations(bookings()));
}
