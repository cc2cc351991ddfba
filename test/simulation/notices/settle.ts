/** What must be true of notices once a service has settled; before that, the operator does their part. */
import { NOTICE_OVERDUE_MS } from '../../../functions/domain/model/limits.ts';
import { NoticeCheck } from '../../../functions/domain/verify/check-notices.ts';
import type { WireItem } from '../engine.ts';
import type { LambdaPool } from '../lambda.ts';
import type { RunRecord } from '../record.ts';
import { toNoticeLogs } from '../snapshot.ts';
import type { SimulatedNotices } from './world.ts';

type World = {
  notices: SimulatedNotices;
  record: RunRecord;
  eventId: string;
  lambdas: LambdaPool;
  scan: () => Promise<WireItem[]>;
  now: () => number;
  waitUntilSettled: () => Promise<string | undefined>;
};

/**
 * If records of the stream were lost, the audit must name the bookings of which nothing was told, and the operator wakes
 * the sender. Then every customer must have been told.
 */
export async function tellEverybody(world: World): Promise<void> {
  const { notices, record, eventId, lambdas, waitUntilSettled } = world;
  if (notices.hasLostRecords && !record.isGone) {
    await compareWithAudit(world);
    await notices.wakeUntold(eventId, lambdas);
    await waitUntilSettled();
  }
  record.fail(...notices.violations(record));
}

/** Whether the product's own check names the same bookings, once their notices are overdue. */
async function compareWithAudit({ notices, record, scan, now }: World): Promise<void> {
  const { latest } = record;
  if (latest === undefined) return;
  const logs = toNoticeLogs(await scan());
  const check = new NoticeCheck(latest.event, now() + NOTICE_OVERDUE_MS);
  for (const booking of latest.bookings) check.add(booking, logs.get(booking.id));
  const { holds, offenders } = check.finding();
  const untold = notices.untoldIn(record).map(({ id }) => id);
  // It is in doubt about what happened before the first notice, and names what is certain.
  if ((holds === true) === (untold.length === 0) && offenders.every((id) => untold.includes(id))) return;
  const says = `the audit names "${offenders.join(' ')}" where nothing was told of "${untold.join(' ')}"`;
  record.fail({ guarantee: 'Proved', says });
}
