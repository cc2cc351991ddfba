/**
 * Lambda in a simulated world: the deployed handlers, bundled unchanged, in processes that serve one request
 * at a time, stay warm, start cold, and die. A process gets the world's clock, chance and network instead of
 * the machine's.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import * as crypto from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import * as dynamo from '@aws-sdk/client-dynamodb';
import * as sqs from '@aws-sdk/client-sqs';
import { build, type Plugin } from 'esbuild';
import { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';
import type { Network } from './network.ts';
import { mailerOver } from './notices/mail-service.ts';

export const FUNCTIONS = [
  'api/accept-offer',
  'api/add-tickets',
  'api/appoint-member',
  'api/audit-event',
  'api/book-tickets',
  'api/cancel-booking',
  'api/cancel-event',
  'api/change-event',
  'api/check-in-batch',
  'api/check-in-ticket',
  'api/create-event',
  'api/decline-offer',
  'api/erase-booking',
  'api/name-ticket',
  'api/publish-event',
  'api/read-booking',
  'api/read-event',
  'api/read-line',
  'api/remove-member',
  'api/transfer-ticket',
  'api/undo-check-in',
  'workers/promote-waitlist',
  'workers/send-notices',
  'workers/sweep-pending-work',
] as const;

/** What the operator runs by hand. It is bundled and called like a function. */
const BY_OPERATOR = 'wake-notices';

export type FunctionName = (typeof FUNCTIONS)[number] | typeof BY_OPERATOR;

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
type Modules = Record<FunctionName, () => { handler: Handler }>;
type Code = (
  require: (name: string) => unknown,
  exports: Modules,
  process: { env: Record<string, string> },
  date: DateConstructor,
  math: Math,
) => void;

const ROOT = path.resolve(import.meta.dirname, '../..');
const NODE_MODULES = createRequire(import.meta.url);

/** Modules of the product that a process gets from its world: the client of the mail service, images of codes, printed tickets. */
const OF_WORLD = {
  mailer: /\/mail\/mailer\.ts$/,
  'qr-code': /\/tickets\/qr-code\.ts$/,
  pdf: /\/tickets\/pdf\.ts$/,
};

/** Limits of the line, so low that the few who wait in a run have marks, segments and places that are not exact. */
const LOW_LIMITS = {
  MARKED_SEGMENT_ENTRIES: 2,
  HEAD_SEGMENT_ENTRIES: 4,
  EXACT_POSITIONS: 3,
  NEAR_COUNT_ENTRIES: 8,
  UNMARKED_READ_ENTRIES: 16,
  LINE_EXACT_PLACES: 3,
};

const WITH_LOW_LIMITS: Plugin = {
  name: 'low-limits',
  setup({ onLoad }) {
    onLoad({ filter: /\/waitlist-marks-limits\.ts$/ }, async ({ path: file }) => {
      let contents = await readFile(file, 'utf8');
      for (const [name, limit] of Object.entries(LOW_LIMITS)) {
        const before = contents;
        contents = before.replace(new RegExp(`(const ${name} =) [\\d_]+`), `$1 ${limit}`);
        if (contents === before) throw new Error(`${name} is not a limit of the line.`);
      }
      return { contents, loader: 'ts' };
    });
  },
};

/** Leaves them out of the bundle. */
const WITHOUT_THEM: Plugin = {
  name: 'of-world',
  setup({ onResolve }) {
    for (const [name, filter] of Object.entries(OF_WORLD))
      onResolve({ filter }, () => ({ path: `of-world:${name}`, external: true }));
  },
};

/**
 * @returns all functions as one script. A process evaluates it once, and then only its own function's module.
 */
export async function bundleFunctions(): Promise<Code> {
  const lines = FUNCTIONS.map((name) => `exports['${name}'] = () => require('./functions/${name}.ts');`);
  lines.push(`exports['${BY_OPERATOR}'] = () => require('./test/simulation/notices/wake-as-operator.ts');`);
  const { outputFiles } = await build({
    stdin: { contents: lines.join('\n'), resolveDir: ROOT, loader: 'js' },
    plugins: [WITHOUT_THEM, WITH_LOW_LIMITS],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    external: ['@aws-sdk/*', '@smithy/*', 'jws', 'zod/mini'],
    // A process gets the modules of its world by `require`, also where they are loaded on demand.
    supported: { 'dynamic-import': false },
    logLevel: 'error',
  });
  const source = outputFiles[0]?.text ?? '';
  const script = new Script(`(function (require, exports, process, Date, Math) {${source}\n})`, {
    filename: 'functions.js',
  });
  return script.runInThisContext();
}

/** The outcome of an invocation. A process that died may have stopped at any point, and answers nothing. */
export type Outcome = { kind: 'answered'; value: unknown } | { kind: 'died'; why: string };

/**
 * What the network did to the calls of an invocation. `disturbances`: those that were rejected, lost or cut off by an injected
 * fault. `lateWrites`: those that the process gave up waiting for, and that have not arrived yet.
 */
export type Calls = { disturbances: number; lateWrites: number };
export type EndOfInvocation = (outcome: Outcome, calls: Calls) => void;

export type PoolOptions = {
  code: Code;
  clock: VirtualClock;
  network: Network;
  seed: number;
  /** The environment variables of a process of this function. */
  envOf: (name: FunctionName) => Record<string, string>;
  /** How far a process's clock may be off in either direction, ms. */
  clockSkewMs: number;
  /** The probability of a cold start where a warm process is available. */
  coldStarts: number;
  onLog: (text: string) => void;
};

const running = new AsyncLocalStorage<LambdaProcess>();

/** @returns the process whose code is running, if any. */
export function currentProcess(): LambdaProcess | undefined {
  return running.getStore();
}

export class LambdaProcess {
  readonly id: string;
  readonly #options: PoolOptions;
  readonly #handler: Handler;
  isDead = false;
  /** The number of calls and timers that the process waits for. */
  pending = 0;
  /** Decides about the calls of the invocation in progress. */
  chance: Chance;
  /**
   * Decides about the read of the caller's account, separately, so that it does not shift the other calls'
   * chance.
   */
  callerChance: Chance;
  /** Whether the invocation in progress has no faults. */
  isSpared = false;
  /** The calls of the invocation in progress. */
  calls: Calls = { disturbances: 0, lateWrites: 0 };
  /** The input of the invocation in progress. */
  event: unknown;
  #end: ((outcome: Outcome) => void) | undefined;

  constructor(id: string, name: FunctionName, options: PoolOptions) {
    this.id = id;
    this.#options = options;
    this.chance = new Chance(options.seed, `process ${id}`);
    this.callerChance = this.chance;
    this.#handler = running.run(this, () => this.#start(name));
  }

  get isBusy(): boolean {
    return this.#end !== undefined;
  }

  /** Waits for a call or a timer of the world. It never resolves in a process that has died meanwhile. */
  wait<T>(begin: (resume: (settle: () => T) => void) => void): Promise<T> {
    this.pending += 1;
    return new Promise<T>((resolve, reject) => {
      begin((settle) => {
        if (this.isDead) return;
        this.pending -= 1;
        try {
          resolve(settle());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** `name` names the stream of chance that decides about the calls of the invocation. */
  invoke(event: unknown, name: string, timeoutMs: number, isSpared: boolean, end: EndOfInvocation): void {
    const { clock, seed } = this.#options;
    const endsAt = clock.now + timeoutMs;
    const context = { awsRequestId: 'simulated', getRemainingTimeInMillis: () => endsAt - clock.now };
    this.chance = new Chance(seed, name);
    this.callerChance = new Chance(seed, `${name}, who calls`);
    this.isSpared = isSpared;
    this.event = event;
    const calls = { disturbances: 0, lateWrites: 0 };
    this.calls = calls;
    this.#end = (outcome) => {
      this.#end = undefined;
      end(outcome, calls);
    };
    const finish = (outcome: Outcome) => {
      if (!this.isDead) this.#end?.(outcome);
    };
    running.run(this, () => {
      this.#handler(event, context).then(
        (value) => finish({ kind: 'answered', value }),
        (error: unknown) => finish({ kind: 'died', why: String(error) }),
      );
    });
  }

  die(why: string): void {
    if (this.isDead) return;
    this.isDead = true;
    this.#options.onLog(`${this.id} dies: ${why}`);
    this.#end?.({ kind: 'died', why });
  }

  #start(name: FunctionName): Handler {
    const { clock, clockSkewMs, code, envOf } = this.#options;
    const skew = this.chance.between(-clockSkewMs, clockSkewMs);
    const now = () => Math.floor(clock.now + skew);
    class SkewedDate extends Date {
      static override now = now;
      constructor(...time: [] | [number | string | Date]) {
        super(time.length === 0 ? now() : time[0]);
      }
    }
    const math: Math = Object.create(Math, { random: { value: () => this.chance.next() } });
    const modules: Modules = {} as Modules;
    code(
      (module) => this.#require(module),
      modules,
      { env: envOf(name) },
      SkewedDate as DateConstructor,
      math,
    );
    return modules[name]().handler;
  }

  #require(module: string): unknown {
    const { clock, network, onLog } = this.#options;
    const shared = { ...NETWORK_CONFIG, requestHandler: network.handlerFor(this) };
    const log = (line: string) => onLog(`${this.id} logs ${line}`);
    switch (module) {
      case '@aws-sdk/client-dynamodb':
        return derived(dynamo, {
          DynamoDBClient: class extends dynamo.DynamoDBClient {
            constructor(config: dynamo.DynamoDBClientConfig) {
              super({ ...config, ...shared, accountIdEndpointMode: 'disabled' });
            }
          },
        });
      case '@aws-sdk/client-sqs':
        return derived(sqs, {
          SQSClient: class extends sqs.SQSClient {
            constructor(config: sqs.SQSClientConfig) {
              super({ maxAttempts: 3, ...config, ...shared });
            }
          },
        });
      case 'of-world:mailer':
        return { openMailer: () => mailerOver(network.handlerFor(this)) };
      case 'of-world:qr-code':
        // Drawing an image takes longer than everything else about a notice.
        return { qrPng: () => Buffer.alloc(0) };
      case 'of-world:pdf':
        return { ticketsPdf: async () => Buffer.alloc(0) };
      case 'node:timers/promises':
        return {
          setTimeout: (ms: number) => this.wait<void>((resume) => clock.after(ms, () => resume(() => {}))),
        };
      case 'node:console':
        return {
          Console: class {
            warn = log;
            error = log;
          },
        };
      case 'node:crypto':
        return derived(crypto, { randomBytes: (count: number) => this.chance.bytes(count) });
      default:
        return derived(NODE_MODULES(module));
    }
  }
}

/**
 * @returns a module that inherits what it does not replace. A bundle copies the own properties of every module that it
 * requires, at each start of a process; these are few.
 */
function derived(module: object, replaced: object = {}): object {
  if (typeof module === 'function') return module;
  return Object.assign(Object.create(module), replaced);
}

/** Everything that the SDK would otherwise read from configuration files. */
const NETWORK_CONFIG = {
  region: 'us-east-1',
  endpoint: 'http://simulated',
  credentials: { accessKeyId: 'simulation', secretAccessKey: 'simulation' },
  retryMode: 'standard',
  defaultsMode: 'standard' as const,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  // The engines check no signature.
  signer: { sign: async <T>(request: T) => request },
};

export class LambdaPool {
  readonly #options: PoolOptions;
  readonly #warm = new Map<FunctionName, LambdaProcess[]>();
  readonly #chance: Chance;
  #started = 0;
  #live: LambdaProcess[] = [];

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#chance = new Chance(options.seed, 'processes');
  }

  /** Whether a process is running: its handler has not ended, and waits for no call or timer. */
  get isRunning(): boolean {
    return this.#live.some((process) => process.isBusy && !process.isDead && process.pending === 0);
  }

  /**
   * `name` names the stream of chance that decides about the calls of the invocation. `end` is called once.
   */
  invoke(
    call: { function: FunctionName; event: unknown; name: string; timeoutMs: number; isSpared?: boolean },
    end: EndOfInvocation,
  ): void {
    const { clock } = this.#options;
    const process = this.#take(call.function);
    this.#live = this.#live.filter((other) => other.isBusy && !other.isDead);
    this.#live.push(process);
    let isOver = false;
    clock.after(call.timeoutMs, () => {
      if (!isOver) process.die('it reached its time limit');
    });
    process.invoke(call.event, call.name, call.timeoutMs, call.isSpared ?? false, (outcome, calls) => {
      isOver = true;
      if (!process.isDead) this.#warm.get(call.function)?.push(process);
      end(outcome, calls);
    });
  }

  #take(name: FunctionName): LambdaProcess {
    const warm = (this.#warm.get(name) ?? []).filter((process) => !process.isDead);
    this.#warm.set(name, warm);
    const known = this.#chance.happens(this.#options.coldStarts) ? undefined : warm.pop();
    if (known !== undefined) return known;
    this.#started += 1;
    return new LambdaProcess(`${path.basename(name)}.${this.#started}`, name, this.#options);
  }
}
