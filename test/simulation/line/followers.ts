/**
 * Customers who follow their bookings by the line of the event, as the page does: they look at the line again and again, and
 * read their booking only if the line says that it may have been served.
 */
import { asOf } from '../../../functions/domain/model/lapsed-offer.ts';
import { LINE_SECONDS } from '../../../functions/domain/model/waitlist-marks-limits.ts';
import { byId } from '../../../functions/domain/verify/snapshot.ts';
import { type Line, mayBeServed, type Own, tellsOf } from '../../../web/src/api/place-in-line.ts';
import { type ApiRequest, Gateway, type GatewayOptions, type Reply } from '../gateway.ts';
import type { People } from '../people.ts';
import type { RunRecord, Said } from '../record.ts';
import type { PlannedFollower } from './plan.ts';

const LOOK_EVERY_MS = LINE_SECONDS * 1000;
/** Looks of everybody, and their answers, in which each learns what happened before. */
const LOOKS_MS = 3 * LOOK_EVERY_MS;
/** Lines after which all segments of a waitlist are counted, and their distance, by which each is a new one. */
const LINES_OF_A_LAP = 6;
const NEW_LINE_MS = 1_500;

/** `status` and `own` as read at `readAt` (ms); nothing is known before. */
type Follower = {
  bookingId: string;
  userId: string;
  status?: string;
  own?: Own | undefined;
  readAt: number;
  isOver: boolean;
};

export type FollowersOptions = GatewayOptions & { record: RunRecord; onLog: (text: string) => void };

export class Followers {
  readonly #options: FollowersOptions;
  readonly #gateway: Gateway;
  readonly #eventId: string;
  readonly #followers: Follower[] = [];
  /** Chance is drawn by the name of a request, so each is counted. */
  #asked = 0;
  #isOver = false;

  constructor(eventId: string, options: FollowersOptions) {
    this.#options = options;
    this.#gateway = new Gateway(options);
    this.#eventId = eventId;
  }

  /** `made`: what is known of the request that made a booking, by the number of its operation. */
  begin(planned: PlannedFollower[], made: People['accounts']): void {
    for (const { of, at } of planned) {
      this.#options.clock.after(at, () => {
        const { bookingId, actorId = '' } = made.get(of) ?? {};
        return bookingId === undefined ? undefined : this.#follow(bookingId, actorId);
      });
    }
  }

  #follow(bookingId: string, userId: string): Promise<void> {
    const follower: Follower = { bookingId, userId, readAt: 0, isOver: false };
    this.#followers.push(follower);
    return this.#look(follower);
  }

  /** Nobody looks any more. */
  end(): void {
    this.#isOver = true;
  }

  /**
   * To be called when nothing fails any more.
   * @returns who does not know what became of their booking, and what the line says wrongly when everybody is counted.
   */
  async judge(isBroken: () => boolean): Promise<Said[]> {
    const { clock, record } = this.#options;
    if (this.#followers.every(({ isOver }) => isOver)) return [];
    const began = clock.now;
    await clock.runUntil(began + LOOKS_MS, isBroken);
    if (record.isGone || isBroken()) return [];
    let last: Line | undefined;
    for (let line = 0; line < LINES_OF_A_LAP && !isBroken(); line += 1) {
      await this.#readLine(this.#followers[0] as Follower, (read) => {
        last = read;
      });
      await clock.runUntil(clock.now + NEW_LINE_MS, isBroken);
    }
    const isCounted =
      last !== undefined && last.servedUpTo !== undefined && record.line.isUnchangedSince(began);
    return [...this.#unaware(began), ...(isCounted ? record.line.onSettledAnswer(last as Line) : [])];
  }

  /**
   * `since` (ms): what was changed later need not be known yet. Who gave a place back is not told by the line, unless at its head.
   */
  #unaware(since: number): Said[] {
    const { clock, record } = this.#options;
    const bookings = byId(record.latest?.bookings ?? []);
    return this.#followers.flatMap(({ bookingId, status, readAt }) => {
      const stored = bookings.get(bookingId);
      if (status !== 'waitlisted' || stored === undefined) return [];
      const { at = 0 } =
        stored.history.findLast(({ what }) => what === 'promoted' || what === 'offered') ?? {};
      const truly = asOf(stored, clock.now).status;
      if (at <= readAt || at > since || truly === 'waitlisted') return [];
      const says = `who follows ${bookingId} by the line does not know that it was served and is ${truly}`;
      return [{ guarantee: 'HonestAnswer' as const, says }];
    });
  }

  async #look(follower: Follower): Promise<void> {
    if (this.#isOver || follower.isOver) return;
    const { clock } = this.#options;
    const goOn = () => clock.after(LOOK_EVERY_MS, () => this.#look(follower));
    await this.#readLine(follower, async (line) => {
      if (line === undefined || !mustRead(follower, line)) goOn();
      else await this.#readBooking(follower, goOn);
    });
  }

  /** Every line that is answered is checked. */
  async #readLine(
    follower: Follower,
    onEnd: (line: Line | undefined) => void | Promise<void>,
  ): Promise<void> {
    const { record } = this.#options;
    await this.#send(follower, 'api/read-line', '/line', (reply) => {
      const line = reply !== 'nothing' && reply.status === 200 ? (reply.body as Line) : undefined;
      if (line !== undefined && !record.isGone) record.fail(...record.line.onAnswer(line));
      return onEnd(line);
    });
  }

  async #readBooking(follower: Follower, onEnd: () => void): Promise<void> {
    const askedAt = this.#options.clock.now;
    const path = `/bookings/${follower.bookingId}`;
    await this.#send(follower, 'api/read-booking', path, (reply) => {
      if (reply !== 'nothing' && reply.status === 200) {
        const { status, inLine } = reply.body as { status: string; inLine?: Own };
        Object.assign(follower, { status, own: inLine, readAt: askedAt });
        follower.isOver = status === 'confirmed' || status === 'cancelled';
      }
      onEnd();
    });
  }

  async #send(
    { bookingId, userId }: Follower,
    name: ApiRequest['function'],
    path: string,
    onEnd: (reply: Reply) => void | Promise<void>,
  ): Promise<void> {
    const { onLog } = this.#options;
    this.#asked += 1;
    const what = `look ${this.#asked} of ${bookingId} at ${path}`;
    const parameters = { eventId: this.#eventId, ...(path.includes(bookingId) && { bookingId }) };
    const request = {
      function: name,
      method: 'GET',
      path: `/v1/events/${this.#eventId}${path}`,
      parameters,
      userId,
    };
    await this.#gateway.send(request, what, (reply) => {
      onLog(`${what}: ${reply === 'nothing' ? 'no answer' : reply.status}`);
      return onEnd(reply);
    });
  }
}

/** Whether the line says so, or cannot tell of the booking. */
function mustRead({ status, own, readAt }: Follower, line: Line): boolean {
  if (status === undefined || own === undefined) return true;
  return mayBeServed(line, own, readAt) || !tellsOf(line, own);
}
