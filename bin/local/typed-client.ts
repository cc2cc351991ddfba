/**
 * A typed client of the HTTP API: the types of requests and answers are inferred from the descriptions of the
 * routes, so that a call that breaks the contract does not compile. Answers are not checked; distinguish them
 * by `status`.
 */
import type * as z from 'zod';
import type { InherentCode } from '../../functions/http/openapi/inherent-problems.ts';
import type {
  AnswerDescription,
  DescribedRoute,
  Input,
  ParameterOf,
  PathOf,
} from '../../functions/http/openapi/operation.ts';
import type { AnswersOf, OPERATIONS } from '../../functions/http/openapi/operations.ts';
import type { ProblemAnswer } from '../../functions/http/openapi/problem-answers.ts';
import type { ProblemCode } from '../../functions/http/problems.ts';
import { ROUTES } from '../../functions/http/routes.ts';
import type { ApiAnswer, ApiClient } from './api-client.ts';

type RouteOf<Name extends DescribedRoute> = (typeof ROUTES)[Name];
type DescriptionOf<Name extends DescribedRoute> = (typeof OPERATIONS)[Name];

type PathPart<Name extends DescribedRoute> = [ParameterOf<PathOf<Name>>] extends [never]
  ? { path?: never }
  : { path: Record<ParameterOf<PathOf<Name>>, string> };
type BodyPart<Description> = Description extends { body: Input<infer Schema> }
  ? object extends z.input<Schema>
    ? { body?: z.input<Schema> }
    : { body: z.input<Schema> }
  : { body?: never };
type QueryPart<Description> = Description extends { query: Input<infer Schema> }
  ? { query?: z.input<Schema> }
  : { query?: never };
type TokenPart<Route> = Route extends { isTokenOptional: true }
  ? { token?: string }
  : Route extends { role: string }
    ? { token: string }
    : { token?: never };
type KeyPart<Route> = Route extends { method: 'POST' }
  ? { idempotencyKey?: string }
  : { idempotencyKey?: never };

/** The parameters of a call to the route. `token` is the access token of the caller. */
export type RequestOf<Name extends DescribedRoute> = PathPart<Name> &
  BodyPart<DescriptionOf<Name>> &
  QueryPart<DescriptionOf<Name>> &
  TokenPart<RouteOf<Name>> &
  KeyPart<RouteOf<Name>>;

type Reply<Status, Body> = Omit<ApiAnswer, 'status' | 'body'> & { status: Status; body: Body };

type BodyOf<Description> = Description extends { json: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : string;

type Success<Name extends DescribedRoute> = {
  [Status in keyof AnswersOf<Name>]: AnswersOf<Name>[Status] extends AnswerDescription
    ? Reply<Status, BodyOf<AnswersOf<Name>[Status]>>
    : never;
}[keyof AnswersOf<Name>];

type CodeOf<Name extends DescribedRoute> = InherentCode | DescriptionOf<Name>['problems'][number];

type Failure<Code extends ProblemCode> = {
  [One in Code]: Reply<ProblemAnswer<One>['status'], ProblemAnswer<One>>;
}[Code];

/** The answers of the route: one case per status and, for problems, per code. */
export type ReplyOf<Name extends DescribedRoute> = Success<Name> | Failure<CodeOf<Name>>;

export type TypedClient = {
  /** @throws when the connection breaks. */
  call<Name extends DescribedRoute>(
    name: Name,
    ...request: object extends RequestOf<Name> ? [RequestOf<Name>?] : [RequestOf<Name>]
  ): Promise<ReplyOf<Name>>;
};

type LooseRequest = {
  path?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  token?: string;
  idempotencyKey?: string;
};

/** Sends the calls with `api`, which the caller has to close. */
export function typedClient(api: Pick<ApiClient, 'call'>): TypedClient {
  return {
    async call<Name extends DescribedRoute>(name: Name, request: LooseRequest = {}) {
      const { path = {}, query = {}, body, token, idempotencyKey } = request;
      const { method, path: template } = ROUTES[name];
      const filled = template.replaceAll(/\{(\w+)\}/g, (_, parameter: string) =>
        encodeURIComponent(path[parameter] ?? ''),
      );
      const search = new URLSearchParams(
        Object.entries(query).map(([parameter, value]): [string, string] => [parameter, String(value)]),
      );
      const answer = await api.call({
        method,
        path: search.size > 0 ? `${filled}?${search}` : filled,
        ...(body !== undefined && { body }),
        ...(token !== undefined && { token }),
        ...(idempotencyKey !== undefined && { headers: { 'idempotency-key': idempotencyKey } }),
      });
      return answer as ReplyOf<Name>;
    },
  };
}
