/**
 * The gateway of a run: takes the requests of people to the functions as API Gateway does, with its own clock,
 * and brings the answers back.
 */
import { AccessTokens } from '../../functions/credentials/access-tokens.ts';
import { type Answer, answerOf } from '../../functions/domain/verify/request-record.ts';
import { sessionOf } from './accounts.ts';
import type { VirtualClock } from './clock.ts';
import type { Calls, FunctionName, LambdaPool, Outcome } from './lambda.ts';
import { ringOfPeople } from './token-keys.ts';

export const API_TIMEOUT_MS = 10_000;
const TRAVEL_MS = 5;
/** Where clients reach the simulated service. */
export const ORIGIN = 'http://simulated';

/** `nothing`: the function died, so that the gateway has no answer of the service to pass on. */
export type Reply = (Answer & { body: Record<string, unknown> }) | 'nothing';

export type ApiRequest = {
  function: FunctionName;
  method: string;
  path: string;
  parameters: Record<string, string>;
  userId: string;
  key?: string;
  body?: object;
};

/** The parts of an API Gateway request that a function reads. */
export type ApiEvent = {
  headers: Record<string, string>;
  rawPath: string;
  pathParameters: Record<string, string>;
  requestContext: { http: { method: string; sourceIp: string }; requestId: string; timeEpoch: number };
  body?: string;
};

export type GatewayOptions = {
  clock: VirtualClock;
  lambdas: LambdaPool;
  /** How far the gateway's clock is off, ms. */
  gatewaySkewMs: number;
  changeRequest: ((event: ApiEvent) => void) | undefined;
};

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #tokens: AccessTokens;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#tokens = new AccessTokens(ringOfPeople, () => ORIGIN);
  }

  /**
   * Chance is drawn by `name`, so each name must be unique. `calls`: those of the function, as they were when it
   * answered.
   */
  async send(request: ApiRequest, name: string, end: (reply: Reply, calls: Calls) => void): Promise<void> {
    const { changeRequest, clock, gatewaySkewMs, lambdas } = this.#options;
    const session = sessionOf(request.userId);
    const token = await this.#tokens.issue(session.userId, session.id);
    clock.after(TRAVEL_MS, () => {
      const event: ApiEvent = {
        headers: {
          host: 'simulated',
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...(request.key !== undefined && { 'idempotency-key': request.key }),
        },
        rawPath: request.path,
        pathParameters: request.parameters,
        requestContext: {
          http: { method: request.method, sourceIp: '127.0.0.1' },
          requestId: name,
          timeEpoch: Math.floor(clock.now + gatewaySkewMs),
        },
        ...(request.body && { body: JSON.stringify(request.body) }),
      };
      changeRequest?.(event);
      lambdas.invoke(
        { function: request.function, event, name, timeoutMs: API_TIMEOUT_MS },
        (outcome, calls) => {
          const asAnswered = { ...calls };
          clock.after(TRAVEL_MS, () => end(toReply(outcome), asAnswered));
        },
      );
    });
  }
}

function toReply(outcome: Outcome): Reply {
  if (outcome.kind === 'died') return 'nothing';
  const {
    statusCode,
    body = '{}',
    headers,
  } = outcome.value as {
    statusCode: number;
    body?: string;
    headers: Record<string, string>;
  };
  const parsed = JSON.parse(body);
  return { ...answerOf(statusCode, parsed, headers['retry-after']), body: parsed };
}
