/** What must be true of notices once a service has settled; before that, the operator does their part. */
import type { LambdaPool } from '../lambda.ts';
import type { RunRecord } from '../record.ts';
import type { SimulatedNotices } from './world.ts';

type World = {
  notices: SimulatedNotices;
  record: RunRecord;
  eventId: string;
  lambdas: LambdaPool;
  waitUntilSettled: () => Promise<string | undefined>;
};

/** If records of the stream were lost, the operator wakes the sender; then every customer must have been told. */
export async function tellEverybody(world: World): Promise<void> {
  const { notices, record, eventId, lambdas, waitUntilSettled } = world;
  if (notices.hasLostRecords) {
    await notices.wakeUntold(eventId, lambdas);
    await waitUntilSettled();
  }
  record.fail(...notices.violations(record));
}
