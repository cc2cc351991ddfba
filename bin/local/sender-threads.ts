/**
 * The sender of notices on one machine, in threads of its own, so that mails take no processor time from requests. As
 * Lambda does with several batches of a shard, each thread gets the records of other partition keys, and those of one
 * key in their order.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { TABLE_STREAM } from '../../functions/store/table/stream-definition.ts';
import { partOf } from './part-of.ts';

/** What a thread gets, and what it answers: the sequence numbers of the records that failed, or why all of them did. */
export type Call = { id: number; records: DynamoDBRecord[] };
export type Answer = { id: number; failed?: string[]; error?: string };

export type SenderThreads = {
  handler: (batch: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;
  stop: () => Promise<void>;
};

/** One core is left to requests and the engines. */
const CORES_LEFT = 1;

const SCRIPT = new URL('./sender-thread.ts', import.meta.url);

/** The threads take their environment from this process when their first records come. `script`: what each of them runs. */
export function startSenderThreads(script = SCRIPT): SenderThreads {
  const count = Math.min(TABLE_STREAM.parallelBatches, Math.max(1, availableParallelism() - CORES_LEFT));
  const threads = Array.from({ length: count }, () => new SenderThread(script));
  return {
    async handler({ Records }) {
      const parts = Map.groupBy(Records, (record) => partOf(record, count));
      const failed = await Promise.all(
        [...parts].map(([index, records]) => threads[index]?.send(records) ?? []),
      );
      return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
    },
    async stop() {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}

/** A thread that is started with its first records, and again with the next ones if it died. */
class SenderThread {
  readonly #waiting = new Map<
    number,
    { resolve: (failed: string[]) => void; reject: (error: Error) => void }
  >();
  readonly #script: URL;
  #worker: Worker | undefined;
  #calls = 0;

  constructor(script: URL) {
    this.#script = script;
  }

  /**
   * @returns the sequence numbers of the records whose work has to be done again
   * @throws if the thread dies meanwhile: then all records have to be sent again
   */
  send(records: DynamoDBRecord[]): Promise<string[]> {
    this.#worker ??= this.#start();
    const call: Call = { id: this.#calls++, records };
    return new Promise((resolve, reject) => {
      this.#waiting.set(call.id, { resolve, reject });
      this.#worker?.postMessage(call);
    });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { env: { ...process.env } });
    let cause = new Error('The sender of notices has ended.');
    worker.on('message', ({ id, failed = [], error }: Answer) => {
      const call = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) call?.resolve(failed);
      else call?.reject(new Error(error));
    });
    worker.on('error', (error) => {
      cause = error instanceof Error ? error : cause;
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(cause);
      this.#waiting.clear();
    });
    return worker;
  }
}
