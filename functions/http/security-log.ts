/** The log lines of security events. A metric filter counts them by their `securityEvent` (`lib/security-alarms.ts`). */
import type { SecurityLog } from '../domain/ports/security-log.ts';
import { writeLog } from './log.ts';

/** What somebody should look at if there is much of it. */
const WARNINGS = ['log-in-failed', 'too-many-requests', 'refresh-token-reused'];

export const securityLog: SecurityLog = {
  write({
    kind,
    by,
    userId,
    role,
    formerRole,
    eventId,
    bookingId,
    formerOwnerId,
    limit,
    keyId,
    endsEarlier,
  }) {
    const who = { by, userId, role, formerRole, eventId, bookingId, formerOwnerId };
    const level = WARNINGS.includes(kind) ? 'warn' : 'info';
    writeLog(level, 'A security event.', {
      securityEvent: kind,
      ...who,
      limit,
      keyId,
      endsEarlier: endsEarlier?.toString(),
    });
  },
};
