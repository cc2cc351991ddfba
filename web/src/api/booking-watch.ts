/**
 * Keeps what is known of a booking as it is, while a screen shows it. While it waits, its place is found in the line of the
 * event, and it is read when the line says that it may have been served. Otherwise it is read again when its answer says so, and
 * where the service offers updates, they are received instead while it waits or is offered. A hidden page does none of it.
 */
import { signal } from '@preact/signals';
import type { Booking } from './book.ts';
import { receiveUpdates } from './booking-updates.ts';
import { api } from './client.ts';
import { LineWatch } from './line-watch.ts';
import { besideLineSeconds, JITTER, LOOK_AGAIN_MAX_SECONDS, LOOK_AGAIN_SECONDS } from './look-pauses.ts';
import { type BookingRef, requestOf } from './one-booking.ts';
import { isBetweenMarks, type Line, mayBeServed, placeInLine, tellsOf } from './place-in-line.ts';
import { mayPass, type Problem, problemOf } from './problems.ts';

/** A clock that differs by less is not corrected: the `Date` header has whole seconds. */
const CLOCK_TOLERANCE_MS = 2000;

const isUnsettled = ({ status }: Booking) => status === 'waitlisted' || status === 'offered';

export class BookingWatch {
  readonly booking = signal<Booking | undefined>(undefined);
  /** Why the last reading failed. */
  readonly problem = signal<Problem | undefined>(undefined);
  /** The position when it was read first. */
  readonly firstPosition = signal<number | undefined>(undefined);
  /** Whether the position is between two marks of the line. */
  readonly isAbout = signal(false);
  #ref: BookingRef;
  #isOn = false;
  #isLooking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #clockOffsetMs = 0;
  #isPositionKnown = false;
  /** When the booking was read last, by the clock of the service, ms. */
  #readAt = 0;
  #lines: LineWatch;
  #line: Line | undefined;
  #seen: { tag: string; booking: Booking } | undefined;
  /** Rises with each update and each change, so that an answer to an earlier reading is not shown after it. */
  #changes = 0;
  #isChanging = false;
  #updates: AbortController | undefined;
  #isStreaming = false;
  #isRefusedUpdates = false;

  constructor(ref: BookingRef) {
    this.#ref = ref;
    this.#lines = new LineWatch(ref.eventId, (line) => this.#takeLine(line));
  }

  /** The time by the clock of the service, which decides when an offer expires; ms since the epoch. */
  now(): number {
    return Date.now() + this.#clockOffsetMs;
  }

  start(): void {
    this.#isOn = true;
    for (const [target, name] of this.#occasions()) target.addEventListener(name, this.look);
    this.look();
  }

  stop(): void {
    this.#isOn = false;
    for (const [target, name] of this.#occasions()) target.removeEventListener(name, this.look);
    this.#clearTimer();
    this.#pause();
  }

  #occasions(): [EventTarget, string][] {
    return [
      [document, 'visibilitychange'],
      [window, 'online'],
      [window, 'pageshow'],
    ];
  }

  /** Reads the booking now, unless the page is hidden or a change is on its way. */
  readonly look = async (): Promise<void> => {
    if (document.hidden) {
      this.#clearTimer();
      this.#pause();
      return;
    }
    if (this.#isLooking || this.#isChanging || !this.#isOn) return;
    this.#clearTimer();
    this.#isLooking = true;
    const seconds = await this.#read();
    this.#isLooking = false;
    this.#plan(seconds);
  };

  /** Holds reading while `change` is on its way, and reads once it is over. */
  async during<Result>(change: () => Promise<Result>): Promise<Result> {
    this.#isChanging = true;
    this.#changes += 1;
    try {
      return await change();
    } finally {
      this.#changes += 1;
      this.#isPositionKnown = false;
      const seconds = await this.#read();
      this.#isChanging = false;
      this.#plan(seconds);
    }
  }

  /** @returns after how many seconds to look again, if the service said so. */
  async #read(): Promise<number | undefined> {
    const before = this.#changes;
    const askedAt = this.now();
    const withPosition = !this.#isPositionKnown;
    const seen = withPosition ? undefined : this.#seen;
    const { params, headers } = requestOf(this.#ref, seen && { 'if-none-match': seen.tag });
    const query = withPosition ? {} : { position: 'omit' as const };
    const answer = await api
      .GET('/v1/events/{eventId}/bookings/{bookingId}', {
        params: { ...params, query },
        headers,
        cache: 'no-store',
      })
      .catch(() => undefined);
    if (answer !== undefined) this.#setClock(answer.response.headers.get('date'));
    const isUnchanged = answer?.response.status === 304;
    const booking = isUnchanged ? seen?.booking : answer?.data;
    if (booking === undefined) return this.#failed(problemOf(answer));
    this.#failures = 0;
    this.problem.value = undefined;
    if (!withPosition && !isUnchanged)
      this.#seen = { tag: answer?.response.headers.get('etag') ?? '', booking };
    this.#readAt = askedAt;
    if (before === this.#changes) this.#show(booking);
    return Number(answer?.response.headers.get('retry-after')) || booking.lookAgainInSeconds;
  }

  #failed(problem: Problem): number | undefined {
    this.#failures += 1;
    this.problem.value = problem;
    return problem.retryAfterSeconds;
  }

  /** Shows a booking with the position that was read last, while it waits. */
  #show(booking: Booking): void {
    const known = this.booking.value?.position;
    const { position = known, status } = booking;
    if (booking.position !== undefined) {
      this.isAbout.value = isBetweenMarks(booking.position);
      if (!this.isAbout.value) this.firstPosition.value ??= booking.position;
    }
    // It waits again, after an offer that it let lapse, or after a draw.
    const hasPosition = status === 'waitlisted' && booking.drawnAt === undefined;
    this.#isPositionKnown = !hasPosition || position !== undefined;
    this.booking.value =
      status === 'waitlisted' && position !== undefined ? { ...booking, position } : booking;
  }

  /**
   * Shows the place of a waiting booking in the line, and reads the booking if it may have been served.
   * @returns the place, if the line tells it
   */
  #takeLine(line: Line | undefined): number | undefined {
    const isUnplanned = this.#line === undefined || this.#timer === undefined;
    this.#line = line;
    const { value: booking } = this.booking;
    if (line === undefined || booking?.status !== 'waitlisted' || booking.inLine === undefined)
      return undefined;
    const found = placeInLine(line, booking.inLine);
    if (typeof found === 'object' && !this.#isChanging) {
      this.isAbout.value = found.from !== found.to;
      if (!this.isAbout.value) this.firstPosition.value ??= found.place;
      this.booking.value = { ...booking, position: found.place };
    }
    if (mayBeServed(line, booking.inLine, this.#readAt)) this.look();
    else if (isUnplanned && !this.#isLooking) this.#plan(undefined, { mayOpen: false });
    return typeof found === 'object' ? found.place : undefined;
  }

  #setClock(date: string | null): void {
    const offset = Date.parse(date ?? '') - Date.now();
    this.#clockOffsetMs = Math.abs(offset) > CLOCK_TOLERANCE_MS ? offset : 0;
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #plan(askedSeconds: number | undefined, { mayOpen = true } = {}): void {
    this.#clearTimer();
    const isOver = this.problem.value !== undefined && !mayPass(this.problem.value);
    if (!this.#isOn || document.hidden || isOver) {
      this.#pause();
      return;
    }
    const { value: booking } = this.booking;
    if (booking?.status === 'waitlisted' && booking.inLine !== undefined) this.#lines.start();
    else this.#lines.stop();
    if (booking === undefined || !isUnsettled(booking)) this.#closeUpdates();
    else if (mayOpen && this.#failures === 0) this.#openUpdates();
    const seconds = this.#secondsToLook(askedSeconds);
    if (seconds !== undefined) this.#timer = setTimeout(this.look, seconds * 1000);
  }

  /** @returns undefined if there is nothing to look for. While updates are received, the line alone is read. */
  #secondsToLook(askedSeconds: number | undefined): number | undefined {
    if (this.#failures > 0)
      return Math.min((askedSeconds ?? LOOK_AGAIN_SECONDS) * 2 ** this.#failures, LOOK_AGAIN_MAX_SECONDS);
    const { value: booking } = this.booking;
    if (this.#isStreaming) return this.#isPositionKnown ? undefined : 1;
    const own = booking?.status === 'waitlisted' ? booking.inLine : undefined;
    const seconds =
      own !== undefined && this.#line !== undefined
        ? besideLineSeconds(tellsOf(this.#line, own), booking?.position)
        : askedSeconds;
    return seconds && seconds * (1 - JITTER * Math.random());
  }

  #pause(): void {
    this.#lines.stop();
    this.#line = undefined;
    this.#closeUpdates();
  }

  async #openUpdates(): Promise<void> {
    if (this.#isRefusedUpdates || this.#updates !== undefined) return;
    const updates = new AbortController();
    this.#updates = updates;
    const listener = {
      opened: () => {
        if (this.#updates !== updates) return;
        this.#isStreaming = true;
        this.#plan(undefined);
      },
      received: (booking: Booking, tag: string) => {
        if (this.#updates !== updates || this.#isChanging) return;
        this.#changes += 1;
        this.#seen = { tag, booking };
        this.#show(booking);
        this.#plan(booking.lookAgainInSeconds);
      },
    };
    const end = await receiveUpdates(this.#ref, this.#seen?.tag, listener, updates.signal).catch(
      () => undefined,
    );
    if (this.#updates !== updates) return;
    if (end?.isRefused) this.#isRefusedUpdates = true;
    const wasStreaming = this.#isStreaming;
    this.#closeUpdates();
    if (wasStreaming) this.#plan(LOOK_AGAIN_SECONDS * Math.random(), { mayOpen: false });
  }

  #closeUpdates(): void {
    this.#updates?.abort();
    this.#updates = undefined;
    this.#isStreaming = false;
  }
}
