/**
 * `Mine`, as far as it leaves a trace: whoever a fact names as its maker was the customer, the organizer or an admin,
 * and what only the organizer may do was not done by the customer. Who looked at what leaves none. Roles are those of
 * today: an admin who no longer is one counts as a stranger.
 */
import type { Fact } from '../booking.ts';
import type { Event } from '../event.ts';
import type { AuditedBooking } from '../ports.ts';
import { type Finding, finding, Offenders } from './finding.ts';

/** Accounts that are remembered at a time, of people who acted on bookings of others. */
const REMEMBERED_ACCOUNTS = 10_000;

type NamedFact = Fact & { by: string };

export class Actors {
  readonly #event: Event;
  readonly #isAdmin: (userId: string) => Promise<boolean>;
  readonly #admins = new Map<string, boolean>();
  readonly #strange = new Offenders();
  #facts = 0;

  constructor(event: Event, isAdmin: (userId: string) => Promise<boolean>) {
    this.#event = event;
    this.#isAdmin = isAdmin;
  }

  /** To be called for a page of bookings before they are added. */
  async meet(bookings: AuditedBooking[]): Promise<void> {
    const strangers = bookings.flatMap((booking) =>
      namedFacts(booking)
        .filter((fact) => !this.#isEntitled(fact, booking) && !this.#admins.has(fact.by))
        .map(({ by }) => by),
    );
    if (this.#admins.size > REMEMBERED_ACCOUNTS) this.#admins.clear();
    for (const userId of new Set(strangers)) this.#admins.set(userId, await this.#isAdmin(userId));
  }

  add(booking: AuditedBooking): void {
    const facts = namedFacts(booking);
    this.#facts += facts.length;
    const isStrange = (fact: NamedFact) =>
      !this.#isEntitled(fact, booking) && this.#admins.get(fact.by) !== true;
    if (facts.some(isStrange)) this.#strange.add(booking.id);
  }

  finding(): Finding {
    const { count } = this.#strange;
    const evidence = [
      `${this.#facts} facts say by whom`,
      count === 0
        ? 'each by somebody who may'
        : `${count} bookings with one by somebody who today would not be let`,
      'who looked leaves no trace',
    ];
    return finding('Mine', count === 0, evidence.join(', '), this.#strange);
  }

  /** Customers cancel and leave; all else that names its maker is for whoever runs the event. */
  #isEntitled({ what, by }: NamedFact, { customerId }: AuditedBooking): boolean {
    if (by === this.#event.organizerId) return true;
    return by === customerId && (what === 'cancelled' || what === 'left');
  }
}

function namedFacts({ history }: AuditedBooking): NamedFact[] {
  return history.filter((fact): fact is NamedFact => 'by' in fact && fact.by !== undefined);
}
