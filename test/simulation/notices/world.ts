/** Notices in a simulated world: the stream, the mail service, the operator, and what must be true at the end. */
import type { Booking } from '../../../functions/domain/model/booking.ts';
import type { VirtualClock } from '../clock.ts';
import type { WireItem } from '../engine.ts';
import type { LambdaPool } from '../lambda.ts';
import type { Call, Write } from '../network.ts';
import type { RunRecord, Said } from '../record.ts';
import { toldWrongly, untoldIn } from './check-told.ts';
import { NO_NOTICE_FAULTS, type NoticeFaults } from './faults.ts';
import { SimulatedMailService } from './mail-service.ts';
import { SimulatedStream } from './stream.ts';

const [RECORDS_ARE_LEFT, NOTICE_IS_LEFT] = [
  'the sender has not handled every record of the stream',
  'a notice is to be sent later',
];
/** Why customers may still be told something. */
export const NOT_TOLD_YET = [RECORDS_ARE_LEFT, NOTICE_IS_LEFT];

const OPERATOR_TIMEOUT_MS = 60_000;

export type NoticesOptions = {
  clock: VirtualClock;
  seed: number;
  faults: NoticeFaults;
  onLog: (text: string) => void;
};

export class SimulatedNotices {
  readonly mails: SimulatedMailService;
  readonly #stream: SimulatedStream;
  #faults: NoticeFaults = NO_NOTICE_FAULTS;
  readonly #options: NoticesOptions;

  constructor(options: NoticesOptions) {
    const { clock, seed, faults, onLog } = options;
    this.#options = options;
    this.mails = new SimulatedMailService(() => clock.now, seed, faults.refusedAddress);
    this.#stream = new SimulatedStream({ clock, seed, faults: () => this.#faults, onLog });
  }

  read(lambdas: LambdaPool): void {
    this.#stream.read(lambdas);
  }

  beginFaults(): void {
    this.#faults = this.#options.faults;
  }

  endFaults(): void {
    this.#faults = NO_NOTICE_FAULTS;
  }

  onDisturbed(call: Call): void {
    this.mails.onDisturbed(call);
  }

  onWrite(call: Call, writes: Write[]): void {
    this.mails.onWrite(call);
    for (const { Item, Key, UpdateExpression } of writes) {
      const changed = Item ?? (UpdateExpression === undefined ? undefined : Key);
      if (changed !== undefined) this.#stream.add({ pk: changed.pk, sk: changed.sk });
    }
  }

  /** @returns why customers may still be told something; undefined if nothing is under way. */
  unsettled(items: WireItem[]): string | undefined {
    if (!this.#stream.isRead) return RECORDS_ARE_LEFT;
    const isDue = items.some(({ sk, pendingWorkKey }) => isOfLog(sk) && pendingWorkKey !== undefined);
    return isDue ? NOTICE_IS_LEFT : undefined;
  }

  /** Whether records were lost, so that the operator has to wake the sender. */
  get hasLostRecords(): boolean {
    return this.#stream.lost > 0;
  }

  /** The operator wakes the sender for the bookings that it has overlooked. */
  async wakeUntold(eventId: string, lambdas: LambdaPool): Promise<void> {
    const { clock } = this.#options;
    let isOver = false;
    const call = { event: { eventId }, name: 'operator', timeoutMs: OPERATOR_TIMEOUT_MS, isSpared: true };
    lambdas.invoke({ function: 'wake-notices', ...call }, () => {
      isOver = true;
    });
    await clock.runUntil(clock.now + OPERATOR_TIMEOUT_MS, () => isOver);
  }

  /** The bookings of which something was not told yet. */
  untoldIn(record: RunRecord): Booking[] {
    return untoldIn(bookingsIn(record), this.mails.told);
  }

  violations(record: RunRecord): Said[] {
    return toldWrongly(bookingsIn(record), this.mails.told).map((says) => ({ guarantee: 'Notified', says }));
  }
}

function bookingsIn({ isGone, latest }: RunRecord): Booking[] {
  return isGone ? [] : (latest?.bookings ?? []);
}

function isOfLog(sortKey: WireItem[string] | undefined): boolean {
  return String(sortKey?.['S']).startsWith('NOTICES#');
}
