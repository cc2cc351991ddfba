/** The log lines of security events. A metric filter counts them by their `securityEvent` (`lib/security-alarms.ts`). */
import type { SecurityLine } from '../domain/model/security-event.ts';
import type { SecurityLog } from '../domain/ports/security-log.ts';
import { writeLog } from './log.ts';

/** What somebody should look at if there is much of it. */
const WARNINGS = ['log-in-failed', 'too-many-requests', 'refresh-token-reused'];

/** A new admin is worth a look, too: there are few, and they may do everything. */
const isWarning = ({ kind, role }: SecurityLine): boolean =>
  WARNINGS.includes(kind) || (kind === 'role-changed' && role === 'admin');

export const securityLog: SecurityLog = {
  write(line) {
    const { kind, by, userId, role, formerRole, eventId, bookingId, formerOwnerId } = line;
    const { limit, keyId, endsEarlier } = line;
    const who = { by, userId, role, formerRole, eventId, bookingId, formerOwnerId };
    writeLog(isWarning(line) ? 'warn' : 'info', 'A security event.', {
      securityEvent: kind,
      ...who,
      limit,
      keyId,
      endsEarlier: endsEarlier?.toString(),
    });
  },
};
