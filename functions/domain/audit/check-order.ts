/**
 * `NoOvertaking`: while somebody stood in the line, nobody who arrived later was served, unless the policy lets them
 * pass: under `skip`, with fewer tickets than were wanted. Nor was anything sold past the line once it had begun.
 *
 * A place is acknowledged some time after it was taken, and until then it may be overtaken. What lies so close
 * together that the history cannot tell is in doubt.
 */
import type { Fact } from '../booking.ts';
import type { Event } from '../event.ts';
import { ACKNOWLEDGED_MS, CLOCK_SKEW_MS } from '../limits.ts';
import type { AuditedBooking } from '../ports.ts';
import { compactArrival } from './arrival-order.ts';
import { type Finding, finding, Offenders, verdict } from './finding.ts';
import type { Stay, TurnTable } from './turn-table.ts';

export class Order {
  readonly #maySkip: boolean;
  readonly #policy: string;
  readonly #turns: number;
  readonly #overtaken = new Offenders();
  readonly #passedBy = new Offenders();
  readonly #unclear = new Offenders();
  readonly #uncounted = new Offenders();
  readonly #twice = new Offenders();
  #joined = 0;
  #found = 0;
  #lineBeganAt = Number.POSITIVE_INFINITY;

  /** `turns`: how many promotions the line has counted. */
  constructor({ waitlist: { policy } }: Event, turns: number) {
    this.#policy = policy;
    this.#maySkip = policy === 'skip';
    this.#turns = turns;
  }

  /** In the first reading. */
  lookForBeginning({ history: [first] }: AuditedBooking): void {
    if (first?.what === 'joined') this.#lineBeganAt = Math.min(this.#lineBeganAt, first.at);
  }

  /** Takes a table that has been filled. */
  takeTurns(table: TurnTable): void {
    table.close(this.#maySkip);
    this.#found += table.found;
    this.#twice.addAll(table.twice);
  }

  /** In a later reading, once for each table. */
  addTo(table: TurnTable, booking: AuditedBooking): void {
    const stays = staysOf(booking.history);
    if (stays.length === 0) return;
    const arrival = compactArrival(booking);
    const isOvertaken = (margin: Margin) =>
      stays.some((stay) => table.isOvertaken(arrival, narrowed(stay, margin, this.#maySkip)));
    if (isOvertaken({ after: ACKNOWLEDGED_MS, before: CLOCK_SKEW_MS })) this.#overtaken.add(booking.id);
    else if (isOvertaken({ after: 0, before: 0 })) this.#unclear.add(booking.id);
  }

  /** In a later reading, once. */
  addOnce({ id, arrival, history }: AuditedBooking): void {
    const [first] = history;
    if (first?.what === 'joined') this.#joined += 1;
    const isPastLine = first?.what === 'booked' && arrival > this.#lineBeganAt + CLOCK_SKEW_MS;
    if (isPastLine && !first.isAfterSales) this.#passedBy.add(id);
    const isCounted = (fact: Fact) => !('turn' in fact) || (fact.turn >= 1 && fact.turn <= this.#turns);
    if (!history.every(isCounted)) this.#uncounted.add(id);
  }

  finding(): Finding {
    const broken = new Offenders();
    for (const kind of [this.#overtaken, this.#passedBy, this.#uncounted, this.#twice]) broken.addAll(kind);
    const evidence = [
      `${this.#found} promotions under ${this.#policy} among ${this.#joined} who joined the line`,
      ...says(this.#overtaken, 'overtaken'),
      ...says(this.#passedBy, 'sold past the line'),
      ...says(this.#uncounted, 'in a turn that the line has not counted'),
      ...says(this.#twice, 'in a turn that is also of another'),
      ...says(this.#unclear, 'joined too shortly before a later arrival was served to tell'),
    ];
    const holds = verdict(broken.count > 0, this.#unclear.count > 0);
    return finding('NoOvertaking', holds, evidence.join(', '), holds === null ? this.#unclear : broken);
  }

  /** Promotions are numbered without a gap, so one that is not there was lost. */
  get missing(): number {
    return this.#turns - this.#found;
  }
}

function says({ count }: Offenders, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

type Margin = { after: number; before: number };

function narrowed(stay: Stay, { after, before }: Margin, maySkip: boolean): Stay {
  const wanted = maySkip ? stay.wanted : 0;
  return { ...stay, after: stay.after + after, before: stay.before - before, wanted };
}

/** When a booking stood in the line, and for how many tickets at a time. */
function staysOf([first, ...rest]: Fact[]): Stay[] {
  if (first?.what !== 'joined') return [];
  const stays: Stay[] = [];
  const forever = { before: Number.POSITIVE_INFINITY, beforeTurn: Number.POSITIVE_INFINITY };
  let [after, wanted] = [first.at, first.quantity];
  for (const fact of rest) {
    if (fact.what === 'promoted' || fact.what === 'offered') {
      return [...stays, { ...forever, after, wanted, beforeTurn: fact.turn }];
    }
    if (fact.what === 'granted') wanted -= fact.quantity;
    if (fact.what !== 'left' && fact.what !== 'expired') continue;
    stays.push({ ...forever, after, wanted, before: fact.at });
    after = fact.at;
    wanted -= fact.quantity;
    if (wanted <= 0) return stays;
  }
  return [...stays, { ...forever, after, wanted }];
}
