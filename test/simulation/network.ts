/**
 * The network between the simulated processes and the engines, which every SDK request passes. Chance decides
 * when a request arrives, whether it is throttled, whether its answer arrives, and whether its process dies.
 * A transaction holds its items for a while, as in DynamoDB; other writes of them fail with a conflict
 * meanwhile.
 */
import { MAIL_ATTEMPT_TIMEOUT_MS } from '../../functions/domain/model/limits.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../functions/store/table/client.ts';
import type { VirtualClock } from './clock.ts';
import type { Engine, Reply } from './engine.ts';
import { type Faults, NO_FAULTS } from './faults.ts';
import type { LambdaProcess } from './lambda.ts';
import type { SimulatedNotices } from './notices/world.ts';
import type { SimulatedQueue } from './queue.ts';

const LATENCY_MS = 1.5;
const LATENCY_SIGMA = 0.6;
const HOLD_SIGMA = 0.5;
/** An eventually consistent read is at most this stale. */
export const STALE_MS = 2_000;

type Request = { headers: Record<string, string>; body?: unknown };
type Response = { response: { statusCode: number; headers: Record<string, string>; body: Uint8Array } };
export type RequestHandler = { handle(request: Request): Promise<Response>; destroy(): void };

export type Key = { pk: { S: string }; sk: { S: string } };
export type Write = { Key?: Key; Item?: Key; UpdateExpression?: string };
/**
 * A call on its way, in the wire format of DynamoDB or SQS; one to the mail service has a format of its own. A removed
 * guard changes its `input` or its output.
 */
export type Call = {
  service: 'dynamo' | 'queue' | 'mail';
  operation: string;
  input: Record<string, unknown>;
  from: LambdaProcess;
};

/** How a run changes calls, in order to remove guards. */
export type Tampering = {
  request?: (call: Call) => void;
  answer?: (call: Call, output: Record<string, unknown>) => void;
  /** Whether the caller gets an answer at once, before the call arrives. */
  answersAtOnce?: (call: Call) => boolean;
};

export type NetworkOptions = {
  clock: VirtualClock;
  engine: Engine;
  queue: SimulatedQueue;
  /** In a run in which customers are told by mail. */
  notices: SimulatedNotices | undefined;
  /** The faults in force at the moment. */
  faults: () => Faults;
  tampering: Tampering;
  /** Called with the changed items' keys after every write that took effect, but for those of `BESIDE_THE_STATE` alone. */
  onWrite: (keys: Key[]) => Promise<void>;
  onLog: (text: string) => void;
};

/** Partitions of what only the sender of notices reads, and of what the line is made of: no guarantee of the table depends on them. */
const BESIDE_THE_STATE = /#NOTICES#|^ADDRESS#|#MARKS$/;

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);

export class Network {
  readonly #options: NetworkOptions;
  /** Until when (ms) a transaction holds an item. */
  readonly #held = new Map<string, number>();
  readonly #shown = new Map<string, { reply: Reply; at: number }>();

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  handlerFor(process: LambdaProcess): RequestHandler {
    return {
      handle: (request) => process.wait<Response>((resume) => this.#send(process, request, resume)),
      destroy: () => undefined,
    };
  }

  #send(process: LambdaProcess, request: Request, resume: (settle: () => Response) => void): void {
    const { clock, notices, tampering } = this.#options;
    const faults = process.isSpared ? NO_FAULTS : this.#options.faults();
    const call = read(process, request);
    const chance = readsCaller(call) ? process.callerChance : process.chance;
    tampering.request?.(call);

    const { calls } = process;
    const isWrite = WRITES.has(call.operation);
    let isOver = false;
    let isLate = false;
    const settle = (how: string, result: () => Response) => {
      if (isOver) return;
      isOver = true;
      if (!process.isDead) this.#log(call, how);
      resume(result);
    };
    const disturb = () => {
      calls.disturbances += 1;
      notices?.onDisturbed(call);
    };
    const fail = (how: string, error: Error) => {
      if (!isOver) disturb();
      settle(how, () => {
        throw error;
      });
    };

    const outward = LATENCY_MS * Math.exp(LATENCY_SIGMA * (chance.next() * 4 - 2));
    const delay = chance.happens(faults.slow) ? chance.between(0, faults.slowMs) : outward;
    const isThrottled = chance.happens(faults.throttled);
    const neverArrives = chance.happens(faults.lostRequest);
    const isAnswerLost = chance.happens(faults.lostAnswer);
    const breaks = chance.happens(faults.brokenConnection);
    const breaksEarly = chance.happens(0.5);
    const dies = chance.happens(faults.death);
    const diesAfter = delay * chance.between(0, 3);
    const hold = chance.lognormal(faults.holdMs, HOLD_SIGMA);
    const inward = LATENCY_MS * Math.exp(LATENCY_SIGMA * (chance.next() * 4 - 2));
    const isStale = chance.happens(faults.staleRead);

    if (tampering.answersAtOnce?.(call)) settle('answered at once', () => toResponse(DONE));
    const timeoutMs = call.service === 'mail' ? MAIL_ATTEMPT_TIMEOUT_MS : ATTEMPT_TIMEOUT_MS;
    let isUnderWay = true;
    clock.after(timeoutMs, () => {
      isLate = isWrite && isUnderWay && !isOver;
      if (isLate) calls.lateWrites += 1;
      fail('no answer in time', timeout());
    });
    const arrive = () => {
      isUnderWay = false;
      if (isLate) calls.lateWrites -= 1;
    };
    if (dies) clock.after(diesAfter, () => process.die(`during ${describe(call)}`));
    if (breaks && breaksEarly) clock.after(outward, () => fail('connection broken before', reset()));
    if (neverArrives || (breaks && breaksEarly)) {
      isUnderWay = false;
      return;
    }

    clock.after(delay, () => {
      if (isThrottled) {
        arrive();
        disturb();
        clock.after(inward, () => settle('throttled', () => toResponse(THROTTLED[call.service])));
        return;
      }
      const answer = (reply: Reply) => {
        if (isAnswerLost) return;
        clock.after(inward, () => {
          if (breaks) fail('connection broken after', reset());
          else settle(summary(reply), () => toResponse(reply));
        });
      };
      const items = call.operation === 'TransactWriteItems' ? itemsOf(call) : [];
      if (this.#isHeld(call)) {
        arrive();
        const isTransaction = call.operation === 'TransactWriteItems';
        disturb();
        answer(isTransaction ? cancelled(items.map((item) => this.#isItemHeld(item))) : CONFLICT);
        return;
      }
      for (const item of items) this.#held.set(item, clock.now + hold);
      clock.after(items.length > 0 ? hold : 0, async () => {
        arrive();
        answer(await this.#perform(call, isStale));
      });
    });
  }

  async #perform(call: Call, isStale: boolean): Promise<Reply> {
    const { clock, engine, notices, queue, tampering } = this.#options;
    if (call.service === 'mail') return notices?.mails.take(call) ?? THROTTLED.mail;
    const body = JSON.stringify(call.input);
    const memoryKey = `${call.operation} ${body}`;
    const mayBeStale =
      call.input['ConsistentRead'] !== true &&
      ['Query', 'BatchGetItem'].includes(call.operation) &&
      !body.includes('"ConsistentRead":true');
    const shown = this.#shown.get(memoryKey);
    if (mayBeStale && isStale && shown !== undefined && clock.now - shown.at < STALE_MS) return shown.reply;

    const reply = await (call.service === 'dynamo' ? engine : queue).call(call.operation, body);
    if (call.service === 'queue') queue.notice();
    if (reply.status === 200 && WRITES.has(call.operation)) {
      const writes = writesOf(call);
      notices?.onWrite(call, writes);
      const keys = keysOf(writes);
      if (!keys.every(({ pk }) => BESIDE_THE_STATE.test(pk.S))) await this.#options.onWrite(keys);
    }
    if (reply.status === 200 && (call.operation === 'BatchGetItem' || tampering.answer !== undefined)) {
      const output = JSON.parse(reply.body);
      sortItems(output);
      tampering.answer?.(call, output);
      reply.body = JSON.stringify(output);
    }
    if (mayBeStale) this.#shown.set(memoryKey, { reply, at: clock.now });
    return reply;
  }

  #isHeld(call: Call): boolean {
    return WRITES.has(call.operation) && itemsOf(call).some((item) => this.#isItemHeld(item));
  }

  #isItemHeld(item: string): boolean {
    return (this.#held.get(item) ?? 0) > this.#options.clock.now;
  }

  #log(call: Call, how: string): void {
    this.#options.onLog(`${call.from.id}: ${describe(call)} → ${how}`);
  }
}

function read(from: LambdaProcess, { headers, body }: Request): Call {
  const [service = '', operation = ''] = (headers['x-amz-target'] ?? '').split('.');
  const text = typeof body === 'string' ? body : textOf(body as Uint8Array);
  return { service: SERVICES[service] ?? 'dynamo', operation, input: JSON.parse(text), from };
}

const SERVICES: Record<string, Call['service']> = { AmazonSQS: 'queue', Mail: 'mail' };

/** @returns whether the call reads the caller's session and account: no other batch reads a session. */
function readsCaller({ operation, input }: Call): boolean {
  return operation === 'BatchGetItem' && JSON.stringify(input).includes('"SESSION#');
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}

/** The single writes of a call. */
function writesOf({ operation, input }: Call): Write[] {
  if (operation !== 'TransactWriteItems') return [input];
  const actions = input['TransactItems'] as Record<string, Write>[];
  return actions.flatMap((action) => Object.values(action));
}

export const nameOf = ({ pk, sk }: Key) => `${pk.S}/${sk.S}`;

/** The keys of the items that writes change. */
const keysOf = (writes: Write[]): Key[] =>
  writes.flatMap(({ Key, Item }) => {
    const of = Key ?? Item;
    return of === undefined ? [] : [{ pk: of.pk, sk: of.sk }];
  });

/** The items that a call writes, by their names. */
function itemsOf(call: Call): string[] {
  return call.service === 'dynamo' ? keysOf(writesOf(call)).map(nameOf) : [];
}

/** Sorts the items of a batch: the engine's order is arbitrary, and a run must not depend on it. */
function sortItems(output: { Responses?: Record<string, Key[]> }): void {
  for (const items of Object.values(output.Responses ?? {})) {
    // A projection may have no keys.
    const place = (item: Key) => (item.pk && item.sk ? nameOf(item) : JSON.stringify(item));
    items.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  }
}

function toResponse({ status, body }: Reply): Response {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { response: { statusCode: status, headers, body: Buffer.from(body) } };
}

function refusal(type: string, extra: object = {}): Reply {
  return { status: 400, body: JSON.stringify({ __type: type, message: type, Message: type, ...extra }) };
}

const DYNAMO_ERROR = 'com.amazonaws.dynamodb.v20120810';
const CONFLICT = refusal(`${DYNAMO_ERROR}#TransactionConflictException`);
const THROTTLED = {
  dynamo: refusal(`${DYNAMO_ERROR}#ThrottlingException`),
  queue: refusal('com.amazonaws.sqs#RequestThrottled'),
  mail: refusal('TooManyRequestsException'),
};
const DONE: Reply = { status: 200, body: '{}' };

function cancelled(isHeld: boolean[]): Reply {
  const CancellationReasons = isHeld.map((held) => ({ Code: held ? 'TransactionConflict' : 'None' }));
  return refusal(`${DYNAMO_ERROR}#TransactionCanceledException`, { CancellationReasons });
}

function timeout(): Error {
  return Object.assign(new Error('The answer never came.'), { name: 'TimeoutError' });
}

function reset(): Error {
  return Object.assign(new Error('The connection broke.'), { code: 'ECONNRESET' });
}

/** At most so many items are named in a line of the log: one transaction can write a hundred. */
const NAMES_MAX = 8;

/** Names a call by its operation and items. The event's id is left out of keys, as a run has one event. */
function describe(call: Call): string {
  if (call.service === 'mail') return `${call.operation} ${String(call.input['id'])}`;
  if (call.service === 'queue')
    return `${call.operation} ${String(call.input['MessageDeduplicationId'] ?? '')}`;
  const items = WRITES.has(call.operation) || call.operation === 'GetItem' ? itemsOf(call) : [];
  const names = items.map((item) => item.replace(/^EVENT#[\w-]{22}/, '').replace(/^[/#]/, ''));
  const shown =
    names.length <= NAMES_MAX ? names : [...names.slice(0, NAMES_MAX), `${names.length - NAMES_MAX} more`];
  return `${call.operation} ${shown.join(', ')}`.trim();
}

function summary({ status, body }: Reply): string {
  if (status === 200) return 'done';
  const { __type = '', CancellationReasons = [] } = JSON.parse(body);
  const codes = (CancellationReasons as { Code: string }[]).map(({ Code }) => Code).join(',');
  return `${String(__type).split('#').at(-1)} ${codes}`.trim();
}
