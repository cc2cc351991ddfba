/**
 * What a reader of a stream does with the records that it has read: calls the consumer with several batches at a time, each of
 * other partition keys, and repeats a batch from the first record that failed, as Lambda does.
 */
import { EventEmitter, once } from 'node:events';
import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { writeLog } from '../../functions/http/log.ts';
import type { TABLE_STREAM, WEBHOOK_STREAM } from '../../functions/store/table/stream-definition.ts';
import { lambdaContext } from './lambda-context.ts';
import { partOf } from './part-of.ts';
import { pause } from './pause.ts';

const PAUSE_AFTER_FAILURE_MS = 1_000;
/** While records wait, so many are noted together: to remove them makes the engine's writes wait. */
const NOTED_AT_ONCE = 1_000;
/** So many records wait at least, before no more are read. A part that is slow delays the others only then. */
const ENOUGH_RECORDS = 1_000;

export type Consumer = (batch: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/** Which changes a consumer is called with, and how. */
export type ConsumedStream = typeof TABLE_STREAM | typeof WEBHOOK_STREAM;

/** What one read returned: so many records, up to the `last` sequence number. `left`: those that are not handled yet. */
type Page = { length: number; last: string | undefined; left: number };

/** The records of some partition keys that are not handled yet, in their order, and whether a batch of them is. */
type Part = { waiting: { record: _Record; page: Page }[]; isHandled: boolean };

export class RecordHandling {
  readonly #consumer: Consumer;
  readonly #consumed: ConsumedStream;
  readonly #onHandled: (sequenceNumber: string) => void;
  readonly #signal: AbortSignal;
  /** Pages in the order in which they were read: those that are handled and not noted, and those after them. */
  readonly #handledPages: Page[] = [];
  readonly #pages: Page[] = [];
  readonly #parts: Part[];
  /** Emits `batch` at the end of each. */
  readonly #ends = new EventEmitter();

  /**
   * `onHandled` gets the sequence number of a record some time after it and all before it are handled. `signal` ends the
   * handling between two batches.
   */
  constructor(
    consumer: Consumer,
    consumed: ConsumedStream,
    onHandled: (sequenceNumber: string) => void,
    signal: AbortSignal,
  ) {
    this.#consumer = consumer;
    this.#consumed = consumed;
    this.#onHandled = onHandled;
    this.#signal = signal;
    this.#parts = Array.from({ length: consumed.parallelBatches }, () => ({ waiting: [], isHandled: false }));
  }

  /** Handles the records of each part after those that were added before, and beside those of the other parts. */
  add(records: _Record[]): void {
    const wanted = records.filter((record) => isConsumed(record, this.#consumed));
    const last = records.at(-1)?.dynamodb?.SequenceNumber;
    const page = { length: records.length, last, left: wanted.length };
    this.#pages.push(page);
    for (const record of wanted)
      this.#parts[partOf(record, this.#parts.length)]?.waiting.push({ record, page });
    for (const part of this.#parts) if (!part.isHandled) void this.#handle(part);
    this.#noteHandled();
  }

  async untilThereIsRoom(): Promise<void> {
    while (this.#recordsLeft() >= ENOUGH_RECORDS && !this.#signal.aborted) await once(this.#ends, 'batch');
  }

  /** Resolves when no batch is being handled. */
  async ended(): Promise<void> {
    while (this.#parts.some(({ isHandled }) => isHandled)) await once(this.#ends, 'batch');
  }

  #recordsLeft(): number {
    return this.#pages.reduce((sum, { left }) => sum + left, 0);
  }

  /** Calls the consumer with one batch after another, and again from the first record on that failed. */
  async #handle(part: Part): Promise<void> {
    part.isHandled = true;
    while (part.waiting.length > 0 && !this.#signal.aborted) {
      const batch = part.waiting.slice(0, this.#consumed.batchSizeRecords);
      const handled = await this.#handledOf(batch.map(({ record }) => record));
      for (const { page } of part.waiting.splice(0, handled)) page.left -= 1;
      this.#noteHandled();
      this.#ends.emit('batch');
      if (handled < batch.length) await pause(PAUSE_AFTER_FAILURE_MS, this.#signal);
    }
    part.isHandled = false;
    this.#ends.emit('batch');
  }

  /** @returns how many records of the batch come before the first one that failed. */
  async #handledOf(batch: _Record[]): Promise<number> {
    const context = lambdaContext(this.#consumed.consumerTimeoutSeconds);
    try {
      const { batchItemFailures } = await this.#consumer({ Records: batch.map(toRecord) }, context);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const first = batch.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
      return first === -1 ? batch.length : first;
    } catch (error) {
      writeLog('error', 'A batch of the stream could not be handled. It will be tried again.', {
        error: String(error),
      });
      return 0;
    }
  }

  #noteHandled(): void {
    const firstLeft = this.#pages.findIndex(({ left }) => left > 0);
    this.#handledPages.push(...this.#pages.splice(0, firstLeft === -1 ? Infinity : firstLeft));
    const records = this.#handledPages.reduce((sum, page) => sum + page.length, 0);
    if (this.#pages.length > 0 && records < NOTED_AT_ONCE) return;
    const last = this.#handledPages.splice(0).findLast((page) => page.last !== undefined)?.last;
    if (last === undefined) return;
    try {
      this.#onHandled(last);
    } catch (error) {
      writeLog(
        'error',
        'Handled records of the stream could not be removed. The next removal contains them.',
        {
          error: String(error),
        },
      );
    }
  }
}

/** The same filter as that of the deployed event source. */
function isConsumed(
  { eventName, dynamodb }: _Record,
  { changes, sortKeyPrefixes, sortKeys }: ConsumedStream,
): boolean {
  const sortKey = dynamodb?.Keys?.['sk']?.S ?? '';
  const isNamed =
    sortKeyPrefixes.some((prefix) => sortKey.startsWith(prefix)) || sortKeys.some((key) => key === sortKey);
  return isNamed && changes.some((change) => change === eventName);
}

function toRecord({ eventID, eventName, dynamodb }: _Record): DynamoDBRecord {
  const { Keys, SequenceNumber } = dynamodb ?? {};
  return {
    ...(eventID !== undefined && { eventID }),
    ...(eventName !== undefined && { eventName }),
    dynamodb: {
      Keys: Object.fromEntries(Object.entries(Keys ?? {}).map(([name, { S = '' }]) => [name, { S }])),
      ...(SequenceNumber !== undefined && { SequenceNumber }),
    },
  };
}
