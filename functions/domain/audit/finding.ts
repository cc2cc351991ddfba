/** What an audit says of a guarantee. */
import { AUDIT_OFFENDERS_LIMIT_BOOKINGS } from '../limits.ts';

export type GuaranteeName =
  | 'NoOversell'
  | 'NoLostTicket'
  | 'NoOvertaking'
  | 'OneEffect'
  | 'Durable'
  | 'HonestAnswer'
  | 'WithinLimit'
  | 'OnTime'
  | 'Mine';

/**
 * `holds` is null where what is stored cannot tell. `offenders` are ids of bookings, the first of the `offending`
 * that break the guarantee or, where it is null, put it in doubt.
 */
export type Finding = {
  guarantee: GuaranteeName;
  holds: boolean | null;
  evidence: string;
  offenders: string[];
  offending: number;
};

/** Counts bookings and keeps the ids of the first. One that comes again counts once while its id is kept. */
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

export function finding(
  guarantee: GuaranteeName,
  holds: boolean | null,
  evidence: string,
  offenders = new Offenders(),
): Finding {
  return { guarantee, holds, evidence, offenders: offenders.ids, offending: offenders.count };
}

/** What is broken for certain is broken; what is in doubt is neither. */
export function verdict(isBroken: boolean, isInDoubt: boolean): boolean | null {
  if (isBroken) return false;
  return isInDoubt ? null : true;
}
