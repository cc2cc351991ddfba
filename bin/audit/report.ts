/** The printed texts of an audit: the tables of findings and notices, and the explanation of an error. */
import type { Audit } from '../../functions/domain/audit/audit-event.ts';
import { Refusal } from '../../functions/domain/model/refusal.ts';
import type { Finding } from '../../functions/domain/verify/finding.ts';

/** The most offending bookings that are printed for a finding. */
const NAMED_BOOKINGS = 10;

export function verdictWord(holds: boolean | null): string {
  if (holds === null) return 'unknown';
  return holds ? 'holds' : 'BROKEN';
}

export function tableOf({ findings }: Audit): string {
  return findings.flatMap(rowsOf).join('\n');
}

/** @returns what customers and holders were told, a line for each kind of notice; empty if nothing. */
export function noticesOf({ notices }: Audit): string {
  const kinds = Map.groupBy(notices, ({ kind }) => kind);
  const rows = [...kinds].map(([kind, counts]) => {
    const outcomes = counts.map(
      ({ outcome, count, isToHolders }) => `${count} ${outcome}${isToHolders ? ' to holders' : ''}`,
    );
    return `  ${kind.padEnd(17)}${outcomes.join(', ')}`;
  });
  return rows.length === 0 ? '' : ['\nNotices:', ...rows].join('\n');
}

function rowsOf({ guarantee, holds, evidence, offenders, offending }: Finding): string[] {
  const row = `  ${verdictWord(holds).padEnd(7)}  ${guarantee.padEnd(12)}  ${evidence}`;
  if (offending === 0) return [row];
  const named = offenders.slice(0, NAMED_BOOKINGS);
  const more = offending - named.length;
  const indent = ' '.repeat(25);
  return [
    row,
    ...named.map((id) => `${indent}booking ${id}`),
    ...(more > 0 ? [`${indent}and ${more} more`] : []),
  ];
}

/** @returns an error that says what to do next, or the error itself if it is not about the event. */
export function explained(error: unknown, eventId: string, tableName: string): unknown {
  if (!(error instanceof Refusal)) return error;
  if (error.code === 'not-found')
    return new Error(`There is no event ${eventId} in the table ${tableName}. Check the id, and TABLE_NAME.`);
  if (error.code === 'busy')
    return new Error(
      'The event kept changing during the command, or the table did not answer. Try again at a quieter time.',
    );
  return error;
}
