/**
 * All open streams of updates of the local service. The reader of the table's stream says which bookings have changed; for
 * each of their streams the booking is read again, as a GET by the stream's client, and sent if it has changed. Every
 * stream is also checked at intervals, which finds ended sessions, dead connections and missed changes. When all streams are
 * taken, the oldest one of the network address that has most of them ends for a client of an address that has fewer.
 */
import type { DynamoDBStreamEvent, APIGatewayProxyStructuredResultV2 as HttpResponse } from 'aws-lambda';
import {
  UPDATE_CHECK_MS,
  UPDATE_RETRY_MS,
  UPDATE_STREAMS_MAX,
  UPDATE_STREAMS_PER_BOOKING,
  UPDATES_AT_ONCE,
} from '../../functions/domain/model/limits.ts';
import { writeLog } from '../../functions/http/log.ts';
import { type AdaptHeaders, type AskedUpdates, type ReadBooking, UpdateStream } from './update-stream.ts';

const TICK_MS = 1_000;
const BOOKING_PREFIX = 'BOOKING#';

export class UpdateStreams {
  readonly #all = new Set<UpdateStream>();
  /** Those whose clients may read the booking. The limits count these alone. */
  readonly #begun = new Set<UpdateStream>();
  readonly #byBooking = new Map<string, Set<UpdateStream>>();
  /** Streams whose booking has changed. They go before those to check. */
  readonly #changed = new Set<UpdateStream>();
  readonly #due = new Set<UpdateStream>();
  readonly #reading = new Set<UpdateStream>();
  /** Reads of open streams that are under way. Those that open a stream are bounded by the turns of its client. */
  #refreshes = 0;
  readonly #most: number;
  readonly #checkMs: number;
  readonly #ticking: NodeJS.Timeout;
  #isStopped = false;

  /** `most`: the number of streams. `checkMs`: how often each is checked. */
  constructor({ most = UPDATE_STREAMS_MAX, checkMs = UPDATE_CHECK_MS } = {}) {
    this.#most = most;
    this.#checkMs = checkMs;
    this.#ticking = setInterval(() => this.#check(), Math.min(TICK_MS, checkMs));
  }

  /**
   * Opens a stream. `adapt` adds headers of the gateway.
   * @returns an answer to send instead, or `full` if too many streams are open.
   */
  async open(
    asked: AskedUpdates,
    read: ReadBooking,
    adapt: AdaptHeaders,
  ): Promise<HttpResponse | 'full' | undefined> {
    const { bookingId, response } = asked;
    const stream = new UpdateStream(asked, read);
    if (this.#isFullFor(stream)) return 'full';
    // Before the first read, so that no change after it is missed.
    this.#all.add(stream);
    const others = this.#byBooking.get(bookingId) ?? new Set();
    this.#byBooking.set(bookingId, others.add(stream));
    response.once('close', () => this.#remove(stream));
    const begin = () => {
      if (this.#isFullFor(stream)) return false;
      if (this.#begun.size >= this.#most) this.#endOneFor(stream);
      this.#begun.add(stream);
      return true;
    };
    const instead = await this.#hold(stream, () => stream.open(adapt, begin));
    if (instead !== undefined || !stream.isOpen) this.#remove(stream);
    return instead;
  }

  #isFullFor(stream: UpdateStream): boolean {
    const ofBooking = this.#byBooking.get(stream.bookingId) ?? [];
    const begun = [...ofBooking].filter((one) => this.#begun.has(one));
    if (this.#isStopped || begun.length >= UPDATE_STREAMS_PER_BOOKING) return true;
    return this.#begun.size >= this.#most && this.#oneToEndFor(stream) === undefined;
  }

  #endOneFor(stream: UpdateStream): void {
    const ended = this.#oneToEndFor(stream);
    if (ended === undefined) return;
    this.#remove(ended);
    ended.end();
  }

  /** @returns the oldest stream of an address that has most of them, if it has at least two more than that of this stream. */
  #oneToEndFor({ source }: UpdateStream): UpdateStream | undefined {
    const counts = new Map<string, number>();
    for (const one of this.#begun) counts.set(one.source, (counts.get(one.source) ?? 0) + 1);
    const most = Math.max(...counts.values());
    if (most <= (counts.get(source) ?? 0) + 1) return undefined;
    return [...this.#begun].find((one) => counts.get(one.source) === most);
  }

  /** Takes records of the table's stream. */
  take({ Records }: DynamoDBStreamEvent): void {
    for (const { dynamodb } of Records) {
      const key = dynamodb?.Keys?.['sk']?.S ?? '';
      if (!key.startsWith(BOOKING_PREFIX)) continue;
      const streams = this.#byBooking.get(key.slice(BOOKING_PREFIX.length)) ?? [];
      for (const stream of streams) this.#changed.add(stream);
    }
    this.#work();
  }

  /** Ends all streams. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#ticking);
    for (const stream of this.#all) stream.end();
  }

  #check(): void {
    const now = performance.now();
    for (const stream of this.#begun) if (now - stream.checkedAt >= this.#checkMs) this.#due.add(stream);
    this.#work();
  }

  #work(): void {
    while (!this.#isStopped && this.#refreshes < UPDATES_AT_ONCE) {
      const stream = this.#next();
      if (stream === undefined) return;
      this.#refreshes += 1;
      void this.#hold(stream, () => this.#refresh(stream).finally(() => (this.#refreshes -= 1)));
    }
  }

  /**
   * A stream that is being read is left for its next turn, so that its events stay in order, and one that has not begun until
   * it has.
   */
  #next(): UpdateStream | undefined {
    for (const set of [this.#changed, this.#due]) {
      for (const stream of set) {
        if (this.#reading.has(stream) || !this.#begun.has(stream)) continue;
        this.#changed.delete(stream);
        this.#due.delete(stream);
        return stream;
      }
    }
    return undefined;
  }

  async #hold<T>(stream: UpdateStream, run: () => Promise<T>): Promise<T> {
    this.#reading.add(stream);
    try {
      return await run();
    } finally {
      this.#reading.delete(stream);
      this.#work();
    }
  }

  async #refresh(stream: UpdateStream): Promise<void> {
    try {
      if ((await stream.refresh()) === 'done') return;
    } catch (error) {
      writeLog('error', 'A booking could not be read for its stream of updates. It will be tried again.', {
        error: String(error),
      });
    }
    stream.checkedAt = performance.now() - this.#checkMs + UPDATE_RETRY_MS;
  }

  #remove(stream: UpdateStream): void {
    for (const set of [this.#all, this.#begun, this.#changed, this.#due]) set.delete(stream);
    const others = this.#byBooking.get(stream.bookingId);
    others?.delete(stream);
    if (others?.size === 0) this.#byBooking.delete(stream.bookingId);
  }
}
