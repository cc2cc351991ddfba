/**
 * The table's stream in a simulated world, and Lambda's reader of it. Each write that the network sees makes a record.
 * Records of one partition key stay in order; those of different ones are read by readers side by side. A batch that
 * fails is delivered again from its first failed record on, half of it if the sender died.
 */
import { TABLE_STREAM } from '../../../functions/store/table/stream-definition.ts';
import { Chance } from '../chance.ts';
import type { VirtualClock } from '../clock.ts';
import type { LambdaPool, Outcome } from '../lambda.ts';
import type { Key } from '../network.ts';
import type { NoticeFaults } from './faults.ts';

/** Lambda reads a stream about four times a second. */
const READ_MS = 250;
const LATE_MS = 5_000;
const RETRY_MS = 1_000;
const READERS = 3;

type StreamRecord = { sequence: string; name: 'INSERT' | 'MODIFY'; key: Key; attempts: number };
type Reader = { records: StreamRecord[]; isBusy: boolean; most: number };

export type StreamOptions = {
  clock: VirtualClock;
  seed: number;
  faults: () => NoticeFaults;
  onLog: (text: string) => void;
};

export class SimulatedStream {
  readonly #options: StreamOptions;
  readonly #chance: Chance;
  readonly #readers: Reader[] = Array.from({ length: READERS }, () => ({
    records: [],
    isBusy: false,
    most: TABLE_STREAM.batchSizeRecords,
  }));
  #lambdas: LambdaPool | undefined;
  #sequence = 0;
  #batches = 0;
  /** The number of records that were never delivered. */
  lost = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#chance = new Chance(options.seed, 'stream');
  }

  /** Whether every record was handled or lost. */
  get isRead(): boolean {
    return this.#readers.every(({ records, isBusy }) => records.length === 0 && !isBusy);
  }

  /** Calls the sender from now on. */
  read(lambdas: LambdaPool): void {
    this.#lambdas = lambdas;
    for (const reader of this.#readers) this.#look(reader, READ_MS);
  }

  /** Adds the record of a changed item, if the consumer's filter lets it pass. A write without a change counts, too. */
  add(key: Key): void {
    const { clock, faults, onLog } = this.#options;
    if (!isConsumed(key.sk.S)) return;
    this.#sequence += 1;
    const isLost = this.#chance.happens(faults().lostRecord);
    const isLate = this.#chance.happens(faults().lateRecord);
    const delay = isLate ? this.#chance.between(0, LATE_MS) : READ_MS;
    if (isLost) {
      this.lost += 1;
      onLog(`the stream loses its record of ${key.sk.S}`);
      return;
    }
    const sequence = String(this.#sequence).padStart(6, '0');
    const reader = this.#readers[place(key.pk.S) % READERS];
    if (reader === undefined) return;
    reader.records.push({ sequence, name: 'MODIFY', key, attempts: 0 });
    clock.after(delay, () => this.#look(reader, 0));
  }

  #look(reader: Reader, delay: number): void {
    this.#options.clock.after(delay, () => this.#deliver(reader));
  }

  #deliver(reader: Reader): void {
    const { faults, onLog, clock } = this.#options;
    if (this.#lambdas === undefined || reader.isBusy || reader.records.length === 0) return;
    const batch = reader.records.slice(0, reader.most);
    for (const record of batch) record.attempts += 1;
    this.#batches += 1;
    const name = `stream batch ${this.#batches}`;
    onLog(`${name} is delivered: ${batch.map(({ key }) => key.sk.S).join(' ')}`);
    const isDoubled = this.#chance.happens(faults().doubledBatch);
    const isReadAgain = this.#chance.happens(0.5);
    const doubleAfter = this.#chance.between(0, 60);
    reader.isBusy = true;
    this.#invoke(name, batch, (outcome) => {
      const handled = outcome.kind === 'died' ? 0 : handledOf(batch, outcome.value);
      onLog(`${name} ends: ${handled} of ${batch.length} records are handled`);
      reader.isBusy = false;
      reader.most = outcome.kind === 'died' ? Math.ceil(batch.length / 2) : TABLE_STREAM.batchSizeRecords;
      const isRepeated = isDoubled && isReadAgain && handled === batch.length;
      if (!isRepeated) reader.records.splice(0, handled);
      this.#drop(reader);
      this.#look(reader, handled < batch.length || isRepeated ? RETRY_MS : 0);
    });
    if (isDoubled && !isReadAgain)
      clock.after(doubleAfter, () => this.#invoke(`${name} again`, batch, () => undefined));
  }

  /** After the last attempt a record becomes a dead letter, and the reader goes on. */
  #drop(reader: Reader): void {
    const kept = reader.records.filter(({ attempts }) => attempts < TABLE_STREAM.maxAttempts);
    this.lost += reader.records.length - kept.length;
    reader.records = kept;
  }

  #invoke(name: string, batch: StreamRecord[], end: (outcome: Outcome) => void): void {
    const Records = batch.map(({ sequence, name: eventName, key }) => ({
      eventID: sequence,
      eventName,
      dynamodb: { Keys: key, SequenceNumber: sequence },
    }));
    const timeoutMs = TABLE_STREAM.consumerTimeoutSeconds * 1000;
    this.#lambdas?.invoke({ function: 'workers/send-notices', event: { Records }, name, timeoutMs }, end);
  }
}

/** The filter of the deployed event source. */
function isConsumed(sortKey: string): boolean {
  const { sortKeys, sortKeyPrefixes } = TABLE_STREAM;
  return (
    sortKeyPrefixes.some((prefix) => sortKey.startsWith(prefix)) || sortKeys.some((key) => key === sortKey)
  );
}

/** @returns how many records are handled, counted from the first. */
function handledOf(batch: StreamRecord[], value: unknown): number {
  const { batchItemFailures } = value as { batchItemFailures: { itemIdentifier: string }[] };
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = batch.findIndex(({ sequence }) => failed.has(sequence));
  return first === -1 ? batch.length : first;
}

/** A number by which the records of a partition key always have the same reader. */
function place(partitionKey: string): number {
  return [...partitionKey].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0);
}
