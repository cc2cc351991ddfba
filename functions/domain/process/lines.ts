/**
 * The line of an event, for everybody. It is stored with the marks and made by who asks for it, at most once a second: the
 * head segment is read, another one is counted in its turn, and so is what is behind the last one. No entry is written, and
 * nothing that the clerk reads.
 *
 * Steps of a making: claim, read, write if nobody else did. A process that dies in between leaves the line as it was, and its
 * claim is void a moment later. Who finds a claim answers the line of before, or waits if that is too old.
 */
import { arrivalKeyBound } from '../model/booking.ts';
import { drawnAt, isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { CLOCK_SKEW_MS } from '../model/limits.ts';
import { type Line, markAll } from '../model/line.ts';
import { Busy } from '../model/refusal.ts';
import {
  extendMarks,
  firstOf,
  lineOf,
  markedUpTo,
  type PartitionArrivals,
  type WaitlistMarks,
} from '../model/waitlist-marks.ts';
import {
  LINE_EXACT_PLACES,
  LINE_EXTENSIONS,
  LINE_HEAD_READS,
  LINE_LOOK_MS,
  LINE_LOOKS,
  LINE_REMEMBERED_EVENTS,
  LINE_SECONDS,
  MARKS_RENEWED_MS,
  MARKS_SETTLED_MS,
} from '../model/waitlist-marks-limits.ts';
import type { MarksStore } from '../ports/marks-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { recount } from './recount-marks.ts';
import { SingleFlight } from './single-flight.ts';

type Ports = { marks: MarksStore; runtime: Pick<Runtime, 'now' | 'sleep'> };

/** After every arrival. */
const END = arrivalKeyBound(Number.MAX_SAFE_INTEGER);

export class Lines {
  readonly #marks: MarksStore;
  readonly #runtime: Ports['runtime'];
  /** By event, the oldest reading first. */
  readonly #known = new Map<string, Line>();
  readonly #makings = new SingleFlight<Line | undefined>();

  constructor({ marks, runtime }: Ports) {
    this.#marks = marks;
    this.#runtime = runtime;
  }

  /** @returns the line as it was made last, however long ago, if it was. */
  async last(event: Event): Promise<Line | undefined> {
    const known = this.#remembered(event);
    return known ?? this.#remember(event, lineOf(await this.#marks.read(event)));
  }

  /** @returns the line, without marks while positions are to be drawn. @throws Busy */
  async of(event: Event): Promise<Line> {
    const known = this.#remembered(event);
    if (known !== undefined) return known;
    for (let look = 0; look < LINE_LOOKS; look += 1) {
      const seen = await this.#marks.read(event);
      const now = this.#runtime.now();
      const line = this.#remember(event, lineOf(seen));
      if (line !== undefined && isOf(line, event, now, MARKS_RENEWED_MS)) return line;
      const made = await this.#makings.run(event.id, () => this.#make(event, seen, now));
      if (made !== undefined) return made;
      if (line !== undefined && isOf(line, event, now, LINE_SECONDS * 1000)) return line;
      await this.#runtime.sleep(LINE_LOOK_MS);
    }
    throw new Busy('The line is being made. Repeat the request in a moment.');
  }

  /** @returns undefined if others make it. */
  async #make(event: Event, seen: WaitlistMarks, now: number): Promise<Line | undefined> {
    if (!(await this.#marks.claim(event, now))) return undefined;
    const made = isDrawing(event, now) ? this.#countAll(event, seen, now) : this.#readAll(event, seen, now);
    const written = await this.#marks.write(event, seen, await made, now);
    return written && this.#remember(event, lineOf(written));
  }

  /** @returns the line that this process knows, if it is of the last second. */
  #remembered(event: Event): Line | undefined {
    const line = this.#known.get(event.id);
    return line && isOf(line, event, this.#runtime.now(), MARKS_RENEWED_MS) ? line : undefined;
  }

  #remember({ id }: Event, line: Line | undefined): Line | undefined {
    if (line === undefined) return undefined;
    this.#known.delete(id);
    this.#known.set(id, line);
    const [oldest] = this.#known.keys();
    if (this.#known.size > LINE_REMEMBERED_EVENTS && oldest !== undefined) this.#known.delete(oldest);
    return line;
  }

  async #countAll(event: Event, seen: WaitlistMarks, now: number): Promise<WaitlistMarks> {
    const behind = await this.#marks.sampleLength(event);
    return { ...seen, segments: [], line: { asOf: now, near: [], after: 0, behind, tail: [] } };
  }

  async #readAll(event: Event, seen: WaitlistMarks, now: number): Promise<WaitlistMarks> {
    const { marks: recounted, head } = await this.#readHead(event, seen);
    const first = await this.#readTail(event, recounted);
    const isTailNext = head.length === markedUpTo(recounted, Infinity);
    const near = markAll(isTailNext ? [...head, ...firstOf(first, head.length)] : head, 0);
    const { marks, read } = await this.#markTail(event, recounted, first, now);
    const marked = markedUpTo(marks, Infinity);
    const count = read.reduce((sum, { arrived }) => sum + arrived.length, 0);
    const length = isComplete(read) ? 0 : await this.#marks.sampleLength(event);
    const waiting = Math.max(marked + count, length);
    const { upTo: after } = marks.segments.at(-1) ?? { upTo: 0 };
    const behind = waiting - (after === 0 ? (near.at(-1)?.place ?? 0) : marked);
    const tail =
      after === 0
        ? []
        : markAll(firstOf(read, marked), marked).map((mark) => ({ ...mark, place: mark.place - marked }));
    return { ...marks, line: { asOf: now, near, after, behind, tail } };
  }

  /**
   * Reads the head segment. While it holds fewer entries than the line shows exactly, those behind it join it, and it is read
   * again: the stored counts of segments may be too high, so that the first ones together hold few.
   */
  async #readHead(event: Event, seen: WaitlistMarks) {
    let read = await recount(event, seen, this.#marks);
    for (let reads = 1; reads < LINE_HEAD_READS; reads += 1) {
      const isShort =
        read.head.length < LINE_EXACT_PLACES && read.head.length < markedUpTo(read.marks, Infinity);
      if (!isShort) break;
      read = await recount(event, read.marks, this.#marks);
    }
    return read;
  }

  /** Marks entries behind the last mark, if there are many, and reads what is behind them. */
  async #markTail(event: Event, seen: WaitlistMarks, first: PartitionArrivals[], now: number) {
    let [marks, read] = [seen, first];
    for (let extensions = 0; extensions < LINE_EXTENSIONS && !isComplete(read); extensions += 1) {
      const extended = extendMarks(marks, read, now - MARKS_SETTLED_MS);
      if (extended === undefined) break;
      marks = extended;
      read = await this.#readTail(event, marks);
    }
    return { marks, read };
  }

  #readTail(event: Event, { segments }: WaitlistMarks): Promise<PartitionArrivals[]> {
    return this.#marks.readFirst(event, { after: segments.at(-1)?.upTo, before: END });
  }
}

const isComplete = (read: PartitionArrivals[]) => read.every((partition) => partition.isComplete);

/** Whether the line is of the last `ms`, and of the time since the draw. */
function isOf({ asOf }: Line, event: Event, now: number, ms: number): boolean {
  const isDrawnSince = asOf < (drawnAt(event) ?? 0) && !isDrawing(event, now);
  return now - asOf < ms && asOf <= now + CLOCK_SKEW_MS && !isDrawnSince;
}
