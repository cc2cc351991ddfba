/**
 * `npm run audit -- --event ID`: checks the guarantees on the stored state of an event and prints the
 * evidence for each. Reads the table TABLE_NAME in the account and region of the environment. Exits with 0
 * when no guarantee is broken, with 1 when one is, with 2 when the audit could not be made.
 */
import { parseArgs } from 'node:util';
import { auditPorts, runtime, table } from '../functions/compose.ts';
import { auditEvent } from '../functions/domain/audit/audit-event.ts';
import { AuditProgressLine } from './audit/progress.ts';
import { explain, tableOf } from './audit/report.ts';
import { withEventInOneWord } from './event-option.ts';

function readEventId(): string {
  const usage = 'Name the event: TABLE_NAME=… npm run audit -- --event ID';
  try {
    const args = withEventInOneWord(process.argv.slice(2));
    const { event } = parseArgs({ args, options: { event: { type: 'string' } } }).values;
    if (event !== undefined && event !== '') return event;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`);
  }
  throw new Error(usage);
}

try {
  const eventId = readEventId();
  const ports = auditPorts();
  const progress = new AuditProgressLine();
  const began = runtime.now();
  try {
    const audit = await auditEvent(eventId, ports, { onProgress: (so) => progress.show(so) });
    progress.end();
    console.log(tableOf(audit));
    const seconds = ((runtime.now() - began) / 1000).toFixed(1);
    const bookings = audit.bookings.toLocaleString('en');
    console.log(
      `\n${bookings} bookings in ${seconds} s: ${audit.holds ? 'no guarantee is broken' : 'BROKEN'}`,
    );
    process.exitCode = audit.holds ? 0 : 1;
  } catch (error) {
    progress.end();
    throw new Error(explain(error, eventId, table().name));
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
