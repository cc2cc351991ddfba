/**
 * `npm run audit -- --event ID`: holds the guarantees against what is stored of an event, and says for each what the
 * evidence is. Reads the table of TABLE_NAME, on the account and region of the environment.
 */
import { parseArgs } from 'node:util';
import { environment, storePorts, table } from '../functions/compose.ts';
import { runAudit } from '../functions/domain/run-audit.ts';
import { readEventPicture } from '../functions/store/event-picture.ts';

const { values } = parseArgs({ options: { event: { type: 'string' } } });
try {
  if (values.event === undefined) throw new Error('Say which: npm run audit -- --event ID');
  const event = await storePorts().memory.freshFacts(values.event);
  const began = environment.now();
  const audit = await runAudit(event, (of) => readEventPicture(table(), of));
  for (const { guarantee, holds, evidence, offenders } of audit.findings) {
    console.log(`${holds ? 'holds ' : 'BROKEN'}  ${guarantee.padEnd(13)} ${evidence}`);
    if (offenders.length > 0) console.log(`        bookings: ${offenders.join(', ')}`);
  }
  console.log(`${audit.bookings} bookings in ${environment.now() - began} ms`);
  process.exitCode = audit.holds ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
