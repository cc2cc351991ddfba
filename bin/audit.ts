/**
 * The verb `audit`: checks the guarantees on the stored state of an event and prints the evidence for each.
 * Reads the table TABLE_NAME in the account and region of the environment. Exits with 1 when one is broken.
 */
import type { Command } from 'commander';
import { auditPorts, runtime, table } from '../functions/compose.ts';
import { auditEvent } from '../functions/domain/audit/audit-event.ts';
import { AuditProgressLine } from './audit/progress.ts';
import { explained, noticesOf, tableOf } from './audit/report.ts';
import { notEmpty } from './option-values.ts';

type AuditOptions = { event: string };

/** Prints the evidence for each guarantee. @returns whether no guarantee is broken. */
export async function runAudit({ event }: AuditOptions): Promise<boolean> {
  const ports = auditPorts();
  const progress = new AuditProgressLine();
  const began = runtime.now();
  try {
    const audit = await auditEvent(event, ports, { onProgress: (so) => progress.show(so) });
    progress.end();
    console.log(tableOf(audit));
    if (audit.notices.length > 0) console.log(noticesOf(audit));
    const seconds = ((runtime.now() - began) / 1000).toFixed(1);
    const bookings = audit.bookings.toLocaleString('en');
    console.log(
      `\n${bookings} bookings in ${seconds} s: ${audit.holds ? 'no guarantee is broken' : 'BROKEN'}`,
    );
    return audit.holds;
  } catch (error) {
    progress.end();
    throw explained(error, event, table().name);
  }
}

export function defineVerb(command: Command): void {
  command
    .requiredOption('--event <id>', 'the event to audit', notEmpty)
    .addHelpText(
      'after',
      `
Set TABLE_NAME to the table, and region and credentials as for the AWS CLI.

Example:
  TABLE_NAME=Boxoffice npm run audit -- --event 1jNdoKXBq-qE9GhqlR8ZBQ`,
    )
    .action(async (options: AuditOptions) => {
      process.exitCode = (await runAudit(options)) ? 0 : 1;
    });
}
