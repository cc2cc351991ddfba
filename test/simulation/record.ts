/**
 * The record of a run: the states of the event, the requests and answers of people, and the broken guarantees.
 * Verifies the event after each write and each answer.
 */
import { answerViolations, busyViolations } from '../../functions/domain/verify/check-answers.ts';
import { lostEffects } from '../../functions/domain/verify/check-durable.ts';
import { instantViolations } from '../../functions/domain/verify/check-instant.ts';
import { untrueRefusals } from '../../functions/domain/verify/check-refusals.ts';
import { unrequestedEffects } from '../../functions/domain/verify/check-requested.ts';
import { stepViolations } from '../../functions/domain/verify/check-step.ts';
import type { Violation } from '../../functions/domain/verify/finding.ts';
import type { RequestRecord } from '../../functions/domain/verify/request-record.ts';
import type { EventSnapshot } from '../../functions/domain/verify/snapshot.ts';
import { Timeline } from '../../functions/domain/verify/timeline.ts';
import { DoorRecord } from './door/check.ts';
import { LineRecord } from './line/check.ts';

export type Said = Pick<Violation, 'guarantee' | 'says'>;

export class RunRecord {
  readonly violations: Said[] = [];
  readonly requests: RequestRecord[] = [];
  readonly now: () => number;
  readonly #timeline: Timeline;
  readonly #door = new DoorRecord();
  readonly line: LineRecord;
  /** Whether the event was removed, because it was cancelled and had never been booked. */
  isGone = false;

  /** `skewMs`: how far two clocks may differ. */
  constructor(now: () => number, skewMs: number) {
    this.now = now;
    this.#timeline = new Timeline(skewMs);
    this.line = new LineRecord(skewMs);
  }

  get latest(): EventSnapshot | undefined {
    return this.#timeline.latest;
  }

  fail(...violations: Said[]): void {
    this.violations.push(...violations.map(({ guarantee, says }) => ({ guarantee, says })));
  }

  onWrite(snapshot: EventSnapshot): void {
    const before = this.latest;
    const now = this.now();
    this.#timeline.add(snapshot, now);
    this.line.onWrite(snapshot, now);
    this.fail(
      ...instantViolations(snapshot, now + this.#timeline.skewMs),
      ...stepViolations(before, snapshot, this.#timeline, this.requests, now),
      ...lostEffects(this.requests, snapshot),
      ...unrequestedEffects(this.requests, snapshot, false),
      ...this.#door.onWrite(snapshot, now),
    );
  }

  onAnswer(request: RequestRecord): void {
    const snapshot = this.latest;
    if (snapshot === undefined) return;
    this.fail(
      ...answerViolations(request, snapshot),
      ...busyViolations(request, snapshot, this.requests),
      ...untrueRefusals(request, this.#timeline, this.requests),
      ...this.#door.onAnswer(request, snapshot),
      ...(this.isGone ? [] : lostEffects(this.requests, snapshot)),
    );
  }
}
