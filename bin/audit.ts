/**
 * `npm run audit -- --event ID`: holds the guarantees against what is stored of an event, and says for each what the
 * evidence is. Reads the table of TABLE_NAME, on the account and region of the environment. Ends with 0 when nothing
 * is broken, with 1 when something is, with 2 when it could not tell.
 */
import { parseArgs } from 'node:util';
import { auditPorts, environment, table } from '../functions/compose.ts';
import { auditEvent } from '../functions/domain/audit-event.ts';
import { AuditProgressLine } from './audit/progress.ts';
import { explain, tableOf } from './audit/report.ts';
import { withEventInOneWord } from './event-option.ts';

function readEventId(): string {
  const usage = 'Say which event: TABLE_NAME=… npm run audit -- --event ID';
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
  const began = environment.now();
  try {
    const audit = await auditEvent(eventId, ports, { onProgress: (so) => progress.show(so) });
    progress.end();
    console.log(tableOf(audit));
    const seconds = ((environment.now() - began) / 1000).toFixed(1);
    const bookings = audit.bookings.toLocaleString('en');
    console.log(`\n${bookings} bookings in ${seconds} s: ${audit.holds ? 'nothing is broken' : 'BROKEN'}`);
    process.exitCode = audit.holds ? 0 : 1;
  } catch (error) {
    progress.end();
    throw new Error(explain(error, eventId, table().name));
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
