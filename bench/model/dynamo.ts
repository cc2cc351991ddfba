/**
 * A performance model of DynamoDB: the time and the capacity units of a call. The caller states the effect of
 * a write and when it is refused. Correctness is tested on a real engine and must not be tested on this
 * model.
 *
 * Rules, from the developer guide ("DynamoDB transactions: how it works", conflict handling and isolation):
 * - A transaction holds its items until it commits. A transaction on a held item is cancelled with
 *   TransactionConflict; a single write is refused with TransactionConflictException; reads never conflict.
 * - A partition without units left throttles. A throttled transaction is cancelled, which the SDK does not
 *   retry; the SDK retries throttled reads and single writes.
 */
import { Busy } from '../../functions/domain/model/refusal.ts';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { ATTEMPTS, REPEAT_BASE_MS } from '../../functions/store/table/client.ts';
import type { Key } from '../../functions/store/table/item.ts';
import { BATCH_GET_ATTEMPTS, UNPROCESSED_BASE_MS } from '../../functions/store/table/read.ts';
import {
  BATCH_GET_MS,
  GET_ITEM_MS,
  HOLD_GROWTH,
  HOLD_ITEMS,
  HOLD_SIGMA,
  INDEX_LAG_MS,
  type Lognormal,
  NETWORK_MS,
  PARTITION_READ_UNITS_PER_S,
  PARTITION_WRITE_UNITS_PER_S,
  PREPARE_SHARE,
  PROCESSOR_MIB,
  SINGLE_WRITE_MS,
  UNITS_PER_ITEM_IN_TRANSACTION,
} from './assumptions.ts';
import { Partitions } from './partitions.ts';
import type { Simulation } from './simulation.ts';

/** A call as the service makes it: its keys, and the capacity units that it costs. */
export type Call = {
  command: 'GetItem' | 'BatchGetItem' | 'Query' | 'UpdateItem' | 'PutItem' | 'TransactWriteItems';
  keys: Key[];
  units: number;
};

/**
 * The effect of a write. `refusal` is evaluated when the items are held and returns undefined if the
 * conditions hold; `commit` applies the change.
 */
export type Effect<T> = { refusal: (isHeld: (key: Key) => boolean) => T | undefined; commit: () => void };

export type Outcome<T> = { kind: 'done' } | { kind: 'refused'; why: T } | { kind: 'contention' };

export type DynamoSetting = { holdMedianMs: number; partitions: number };

export class DynamoModel {
  /** The units, conflicts and throttled calls so far. */
  readonly used = { writeUnits: 0, readUnits: 0, conflicts: 0, throttles: 0 };
  onCall: ((call: Call) => void) | undefined;
  readonly #simulation: Simulation;
  readonly #hold: Lognormal;
  readonly #held = new Set<string>();
  readonly #writes: Partitions;
  readonly #reads: Partitions;

  constructor(simulation: Simulation, { holdMedianMs, partitions }: DynamoSetting) {
    this.#simulation = simulation;
    this.#hold = { median: holdMedianMs, sigma: HOLD_SIGMA };
    this.#writes = new Partitions(partitions, PARTITION_WRITE_UNITS_PER_S);
    this.#reads = new Partitions(partitions, PARTITION_READ_UNITS_PER_S);
  }

  /** A transaction that writes all keys. `indexUnits`: additional units for a changed index. */
  async transact<T>(keys: Key[], effect: Effect<T>, indexUnits = 0): Promise<Outcome<T>> {
    const units = keys.length * UNITS_PER_ITEM_IN_TRANSACTION + indexUnits;
    this.onCall?.({ command: 'TransactWriteItems', keys, units });
    await this.#cross();
    if (!this.#writes.admit(keys, UNITS_PER_ITEM_IN_TRANSACTION, this.#simulation.now)) {
      this.used.throttles += 1;
      await this.#cross();
      return { kind: 'contention' };
    }
    this.used.writeUnits += units;
    const names = keys.map(nameOf);
    const isHeld = (key: Key) => this.#held.has(nameOf(key));
    const why = effect.refusal(isHeld);
    const free = names.filter((name) => !this.#held.has(name));
    const hasConflict = free.length < names.length;
    const prepared = why === undefined ? free : [];
    const growth = 1 + HOLD_GROWTH * Math.max(0, Math.log(keys.length / HOLD_ITEMS));
    const holdMs = this.#simulation.lognormal(this.#hold) * growth;
    const isCommitted = why === undefined && !hasConflict;
    for (const name of prepared) this.#held.add(name);
    await this.#simulation.sleep(isCommitted ? holdMs : holdMs * PREPARE_SHARE);
    for (const name of prepared) this.#held.delete(name);
    if (isCommitted) effect.commit();
    if (hasConflict) this.used.conflicts += 1;
    await this.#cross();
    if (why !== undefined) return { kind: 'refused', why };
    return { kind: hasConflict ? 'contention' : 'done' };
  }

  /** A conditional write of one item. `indexUnits`: additional units for a changed index. */
  async write<T>(
    command: 'UpdateItem' | 'PutItem',
    key: Key,
    effect: Effect<T>,
    indexUnits = 0,
  ): Promise<Outcome<T>> {
    const units = 1 + indexUnits;
    this.onCall?.({ command, keys: [key], units });
    for (let attempt = 1; ; attempt += 1) {
      await this.#cross();
      if (this.#writes.admit([key], 1, this.#simulation.now)) break;
      this.used.throttles += 1;
      await this.#cross();
      if (attempt === ATTEMPTS) return { kind: 'contention' };
      await this.#waitToRepeat(attempt);
    }
    this.used.writeUnits += units;
    await this.#simulation.sleep(this.#simulation.lognormal(SINGLE_WRITE_MS));
    const isHeld = (one: Key) => this.#held.has(nameOf(one));
    const hasConflict = isHeld(key);
    const why = hasConflict ? undefined : effect.refusal(isHeld);
    if (hasConflict) this.used.conflicts += 1;
    else if (why === undefined) effect.commit();
    await this.#cross();
    if (why !== undefined) return { kind: 'refused', why };
    return { kind: hasConflict ? 'contention' : 'done' };
  }

  /**
   * A strongly consistent read of an item or of the first page of a query.
   * @throws Busy when it is throttled at every attempt.
   */
  async read<T>(command: 'GetItem' | 'Query', key: Key, look: () => T, units = 1): Promise<T> {
    this.onCall?.({ command, keys: [key], units });
    for (let attempt = 1; ; attempt += 1) {
      await this.#cross();
      if (this.#reads.admit([key], units, this.#simulation.now)) break;
      this.used.throttles += 1;
      await this.#cross();
      if (attempt === ATTEMPTS) throw new Busy();
      await this.#waitToRepeat(attempt);
    }
    this.used.readUnits += units;
    await this.#simulation.sleep(this.#simulation.lognormal(GET_ITEM_MS));
    const seen = look();
    await this.#cross();
    return seen;
  }

  /**
   * A read of many items; keys that a partition did not process are requested again.
   * @throws Busy when keys are left after the last attempt.
   */
  async readMany<T>(keys: Key[], unitsEach: number, look: () => T): Promise<T> {
    let missing = keys;
    for (let attempt = 1; ; attempt += 1) {
      this.onCall?.({ command: 'BatchGetItem', keys: missing, units: missing.length * unitsEach });
      await this.#cross();
      const now = this.#simulation.now;
      const left = missing.filter((key) => !this.#reads.admit([key], unitsEach, now));
      this.used.readUnits += (missing.length - left.length) * unitsEach;
      this.used.throttles += left.length;
      await this.#simulation.sleep(this.#simulation.lognormal(BATCH_GET_MS));
      const seen = look();
      await this.#cross();
      if (left.length === 0) return seen;
      if (attempt === BATCH_GET_ATTEMPTS) throw new Busy();
      missing = left;
      await this.#simulation.sleep(this.#simulation.random() * UNPROCESSED_BASE_MS * 2 ** (attempt - 1));
    }
  }

  /** The clerk's own time, ms on a whole processor. It calls the table only after it. */
  compute(ms: number): Promise<void> {
    const processors = Math.min(1, PROMOTION_QUEUE.consumerMemoryMib / PROCESSOR_MIB);
    return this.#simulation.sleep(ms / processors);
  }

  /** Applies a change of an index, some time after the write that causes it. */
  index(change: () => void): void {
    this.#simulation.after(this.#simulation.lognormal(INDEX_LAG_MS), change);
  }

  #cross(): Promise<void> {
    return this.#simulation.sleep(this.#simulation.lognormal(NETWORK_MS));
  }

  #waitToRepeat(attempt: number): Promise<void> {
    return this.#simulation.sleep(this.#simulation.random() * REPEAT_BASE_MS * 2 ** attempt);
  }
}

function nameOf({ pk, sk }: Key): string {
  return `${pk}|${sk}`;
}
