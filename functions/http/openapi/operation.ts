/**
 * What the description of a route says, as types: the tables beside this file hold one entry per route, and the
 * compiler refuses a route without one, a field without a sentence, and an example that does not fit.
 */
import type * as z from 'zod';
import type { ZodMiniType } from 'zod/mini';
import type { ProblemCode } from '../problems.ts';
import type { ROUTES, RouteName } from '../routes.ts';

/** What no other route answers has no method and path of its own to describe. */
export type DescribedRoute = Exclude<RouteName, 'answer-unknown'>;

export type PathOf<Name extends RouteName> = (typeof ROUTES)[Name]['path'];

/** The names of the `{parameter}` places of a path. */
export type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** A sentence for every field; an object has one of its own, and then its fields'. */
export type Sentences<Fields> = { [Name in keyof Fields]-?: Sentence<Fields[Name]> };

type Sentence<Value> = unknown extends Value
  ? string
  : NonNullable<Value> extends readonly unknown[]
    ? string
    : NonNullable<Value> extends object
      ? readonly [string, Sentences<NonNullable<Value>>]
      : string;

/** Sentences whatever the fields are. */
export type SentenceTree = { readonly [field: string]: string | readonly [string, SentenceTree] };

/** What is sent in one place of a request, its body or its query. */
export type Input<Schema extends ZodMiniType = ZodMiniType> = {
  schema: Schema;
  example: z.input<Schema>;
  sentences: SentenceTree;
};

/** Describes what a schema takes: an example that works, and a sentence for each field. */
export function input<Schema extends ZodMiniType>(
  schema: Schema,
  example: z.input<Schema>,
  sentences: Sentences<z.input<Schema>>,
): Input<Schema> {
  return { schema, example, sentences: sentences as SentenceTree };
}

/**
 * The answer of one status: JSON of a shape, a text of a media type, either, or nothing. `location` when its header
 * of that name says where the thing is read; `etag` when it has that header, so that 304 is possible.
 */
export type AnswerDescription = {
  says: string;
  json?: z.ZodType;
  text?: 'text/csv' | 'text/html';
  location?: true;
  etag?: true;
};

/** 201 always says where the new thing is. */
type Answers = { 200?: AnswerDescription; 202?: AnswerDescription; 204?: AnswerDescription } & {
  201?: AnswerDescription & { location: true };
};

/** The description of a route whatever the route is. */
export type Operation = {
  /** A verb and its object, as a heading. */
  summary: string;
  /** What it does, in sentences; backticks mark code. */
  says: string;
  /** Who may call it, where the role alone does not say it. */
  who?: string;
  /** An example of each path parameter. */
  path?: Readonly<Record<string, string>>;
  query?: Input;
  body?: Input;
  /** Sent with the example; every POST may have one. */
  idempotencyKey?: string;
  answers: Answers;
  /** The codes of its problems beside those that `INHERENT_PROBLEMS` gives it. */
  problems: readonly ProblemCode[];
  /** What 422 guards beyond the schema: rules between fields, or against what is stored. */
  rules?: readonly string[];
};

/** The description of one route: with an example of each of its path parameters and its ordinary answer. */
export type OperationOf<Name extends DescribedRoute> = Operation & {
  answers: { [Status in (typeof ROUTES)[Name]['status']]: AnswerDescription };
} & ([ParameterOf<PathOf<Name>>] extends [never]
    ? { path?: never }
    : { path: Readonly<Record<ParameterOf<PathOf<Name>>, string>> });

/** Descriptions of some routes. */
export type OperationTable = { [Name in DescribedRoute]?: OperationOf<Name> };
