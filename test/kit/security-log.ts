/** A log of security events that keeps its lines instead of writing them. */
import type { SecurityLine } from '../../functions/domain/model/security-event.ts';
import type { SecurityLog } from '../../functions/domain/ports/security-log.ts';

export function aSecurityLog(): SecurityLog & { lines: SecurityLine[] } {
  const lines: SecurityLine[] = [];
  return { lines, write: (line) => lines.push(line) };
}
