/**
 * The embedded SQS engine in a simulated world: a FIFO queue and its dead-letter queue for each run, and the
 * poller.
 */
import { buildApp } from 'fauxqs';
import type { QueueDepth } from '../../functions/domain/verify/check-settled.ts';
import { PROMOTION_QUEUE } from '../../functions/store/queue-definition.ts';
import { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';
import type { Reply } from './engine.ts';
import type { Faults } from './faults.ts';
import type { LambdaPool, Outcome } from './lambda.ts';

const FETCH_MS = 10;
const LATE_MS = 5_000;
/** The poller looks after each send, and this often besides, for messages that became visible again. */
const LOOK_AGAIN_MS = 5_000;

type Received = {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  Attributes: Record<string, string>;
};

export class QueueEngine {
  readonly #app = buildApp({ logger: false });

  async call(operation: string, body: string): Promise<Reply> {
    const { statusCode, body: answer } = await this.#app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: 'simulated',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
      },
      payload: body,
    });
    return { status: statusCode, body: answer };
  }

  async ask(operation: string, input: object): Promise<Record<string, never>> {
    const { status, body } = await this.call(operation, JSON.stringify(input));
    if (status !== 200) throw new Error(`${operation}: ${body}`);
    return JSON.parse(body);
  }

  stop(): Promise<void> {
    return this.#app.close();
  }
}

export type QueueOptions = {
  engine: QueueEngine;
  name: string;
  clock: VirtualClock;
  seed: number;
  faults: () => Faults;
  onLog: (text: string) => void;
};

export class SimulatedQueue {
  readonly #options: QueueOptions;
  readonly #chance: Chance;
  url = '';
  #look: () => void = () => undefined;
  #deadLetterUrl = '';
  #batches = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#chance = new Chance(options.seed, 'queue');
  }

  async open(): Promise<void> {
    const { engine, name } = this.#options;
    const create = async (queueName: string, attributes: Record<string, string>): Promise<string> =>
      (
        await engine.ask('CreateQueue', {
          QueueName: `${queueName}.fifo`,
          Attributes: { FifoQueue: 'true', ...attributes },
        })
      )['QueueUrl'] ?? '';
    this.#deadLetterUrl = await create(`${name}-dead`, {});
    const { QueueArn } = await this.#attributes(this.#deadLetterUrl);
    this.url = await create(name, {
      VisibilityTimeout: String(PROMOTION_QUEUE.visibilityTimeoutSeconds),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: QueueArn,
        maxReceiveCount: String(PROMOTION_QUEUE.maxReceives),
      }),
    });
  }

  async close(): Promise<void> {
    await this.#options.engine.ask('DeleteQueue', { QueueUrl: this.url });
    await this.#options.engine.ask('DeleteQueue', { QueueUrl: this.#deadLetterUrl });
  }

  async call(operation: string, body: string): Promise<Reply> {
    return this.#options.engine.call(operation, body);
  }

  /** Counts the messages that are queued or in flight, and those in the dead-letter queue. */
  async depth(): Promise<QueueDepth> {
    const [own, dead] = [await this.#attributes(this.url), await this.#attributes(this.#deadLetterUrl)];
    return { messages: messagesIn(own), deadLetters: messagesIn(dead) };
  }

  /** Acts as Lambda's event source mapping: fetches batches for as long as the run lasts. */
  poll(lambdas: LambdaPool): void {
    const { clock, engine, faults } = this.#options;
    const fetch = async () => {
      const { Messages = [] } = (await engine.ask('ReceiveMessage', {
        QueueUrl: this.url,
        MaxNumberOfMessages: PROMOTION_QUEUE.batchSizeMessages,
        MessageSystemAttributeNames: ['All'],
      })) as { Messages?: Received[] };
      if (Messages.length > 0) this.#deliver(Messages, lambdas);
    };
    const look = () => {
      const isLate = this.#chance.happens(faults().lateDelivery);
      clock.after(isLate ? this.#chance.between(0, LATE_MS) : FETCH_MS, fetch);
    };
    const lookAgain = () => {
      look();
      clock.after(LOOK_AGAIN_MS, lookAgain);
    };
    this.#look = look;
    lookAgain();
  }

  /** Tells the poller that a message was sent. */
  notice(): void {
    this.#look();
  }

  #deliver(messages: Received[], lambdas: LambdaPool): void {
    const { clock, onLog } = this.#options;
    /**
     * The last receives have no faults, so that only an error of the product makes a message a dead letter.
     */
    const faults = this.#options.faults();
    const receives = Math.max(...messages.map((m) => Number(m.Attributes['ApproximateReceiveCount'])));
    this.#batches += 1;
    const name = `batch ${this.#batches}`;
    onLog(`${name} is delivered for the ${receives}. time: ${messages.map((m) => m.Body).join(' ')}`);
    const isSpared = receives >= PROMOTION_QUEUE.maxReceives - 1;
    const isForgotten = this.#chance.happens(faults.forgottenSuccess) && !isSpared;
    const isDoubled = this.#chance.happens(faults.duplicateDelivery);
    const doubleAfter = this.#chance.between(0, 60);
    const finish = (outcome: Outcome) => {
      if (outcome.kind === 'died' || isForgotten) return;
      clock.after(FETCH_MS, () => this.#delete(messages, outcome.value));
    };
    this.#consume(name, messages, lambdas, isSpared, finish);
    if (isDoubled)
      clock.after(doubleAfter, () => this.#consume(`${name} again`, messages, lambdas, isSpared, () => {}));
  }

  #consume(
    name: string,
    messages: Received[],
    lambdas: LambdaPool,
    isSpared: boolean,
    end: (outcome: Outcome) => void,
  ): void {
    const Records = messages.map((message) => ({
      messageId: message.MessageId,
      body: message.Body,
      attributes: message.Attributes,
    }));
    const timeoutMs = PROMOTION_QUEUE.consumerTimeoutSeconds * 1000;
    const call = {
      function: 'workers/promote-waitlist' as const,
      event: { Records },
      name,
      timeoutMs,
      isSpared,
    };
    lambdas.invoke(call, (outcome) => {
      const how = outcome.kind === 'died' ? 'the consumer died' : `${failedOf(outcome.value).length} failed`;
      this.#options.onLog(`${name} ends: ${how}`);
      end(outcome);
    });
  }

  async #delete(messages: Received[], value: unknown): Promise<void> {
    const failed = new Set(failedOf(value));
    const done = messages.filter((message) => !failed.has(message.MessageId));
    if (done.length === 0) return;
    await this.#options.engine.ask('DeleteMessageBatch', {
      QueueUrl: this.url,
      Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    });
    this.#look();
  }

  async #attributes(url: string): Promise<Record<string, string>> {
    const answer = await this.#options.engine.ask('GetQueueAttributes', {
      QueueUrl: url,
      AttributeNames: ['All'],
    });
    return answer['Attributes'] ?? {};
  }
}

function failedOf(value: unknown): string[] {
  const { batchItemFailures } = value as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.map((failure) => failure.itemIdentifier);
}

function messagesIn(attributes: Record<string, string>): number {
  return (
    Number(attributes['ApproximateNumberOfMessages']) +
    Number(attributes['ApproximateNumberOfMessagesNotVisible'])
  );
}
