/**
 * The work on one batch of the stream that is done at the same time. The work of one organizer waits for its own slots first, and takes
 * none from others meanwhile: a quarter of all, so that organizers whose receivers are slow hold up themselves.
 */
import { WEBHOOKS_AT_ONCE, WEBHOOKS_AT_ONCE_PER_ORGANIZER } from '../model/limits.ts';
import { Slots } from '../process/slots.ts';

export class SlotsOfBatch {
  readonly #all = new Slots(WEBHOOKS_AT_ONCE);
  readonly #ofOrganizers = new Map<string, Slots>();

  run<Result>(organizerId: string, work: () => Promise<Result>): Promise<Result> {
    const own = this.#ofOrganizers.get(organizerId) ?? new Slots(WEBHOOKS_AT_ONCE_PER_ORGANIZER);
    this.#ofOrganizers.set(organizerId, own);
    return own.run(() => this.#all.run(work));
  }
}
