/**
 * Logs what matters for security, on lines of their own that alarms count. The log line of an act is missing if the answer of its
 * write was lost; the trail has its entry.
 */
import type { SecurityLine } from '../model/security-event.ts';

export type SecurityLog = {
  /** Writes one line. It never throws. */
  write(line: SecurityLine): void;
};
