/**
 * Defines what is said about guarantees: a finding about one guarantee, and a violation, one case in which it
 * is broken.
 */
import { AUDIT_OFFENDERS_LIMIT_BOOKINGS } from '../model/limits.ts';
import type { RequestRecord } from './request-record.ts';

export type GuaranteeName =
  | 'NoOversell'
  | 'NoLostTicket'
  | 'NoOvertaking'
  | 'OneEffect'
  | 'Durable'
  | 'HonestAnswer'
  | 'WithinLimit'
  | 'OnTime'
  | 'Mine'
  | 'FairDraw'
  | 'Notified';

/**
 * `holds`: null if the stored state cannot decide. `offending`: the number of bookings that break the
 * guarantee or, if `holds` is null, put it in doubt. `offenders`: the ids of the first of these bookings.
 */
export type Finding = {
  guarantee: GuaranteeName;
  holds: boolean | null;
  evidence: string;
  offenders: string[];
  offending: number;
};

/** A case in which a guarantee is broken, with the booking and the request that show it, if there are any. */
export type Violation = {
  guarantee: GuaranteeName | 'Proved';
  says: string;
  bookingId?: string | undefined;
  request?: RequestRecord;
};

/** @returns a violation for each broken guarantee among the findings. */
export function violationsOf(findings: Finding[]): Violation[] {
  return findings
    .filter(({ holds }) => holds === false)
    .map(({ guarantee, evidence, offenders: [bookingId] }) => ({ guarantee, says: evidence, bookingId }));
}

/** Counts bookings and keeps the first ids. A repeated booking counts once while its id is kept. */
export class Offenders {
  readonly ids: string[] = [];
  count = 0;

  add(bookingId: string): void {
    if (this.ids.includes(bookingId)) return;
    this.count += 1;
    if (this.ids.length < AUDIT_OFFENDERS_LIMIT_BOOKINGS) this.ids.push(bookingId);
  }

  addAll(others: Offenders): void {
    for (const id of others.ids) this.add(id);
    this.count += others.count - others.ids.length;
  }
}

/** Builds a finding, without offenders by default. */
export function finding(
  guarantee: GuaranteeName,
  holds: boolean | null,
  evidence: string,
  offenders = new Offenders(),
): Finding {
  return { guarantee, holds, evidence, offenders: offenders.ids, offending: offenders.count };
}

/** @returns false if the guarantee is broken for certain, null if it is in doubt, else true. */
export function verdict(isBroken: boolean, isInDoubt: boolean): boolean | null {
  if (isBroken) return false;
  return isInDoubt ? null : true;
}
