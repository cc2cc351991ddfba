/**
 * The types of route descriptions. The tables in this folder have one entry per route, and the compiler
 * rejects a route without an entry, a field without a sentence, and an example that its schema does not
 * accept.
 */
import type * as z from 'zod';
import type { ZodMiniType } from 'zod/mini';
import type { ProblemCode } from '../problems.ts';
import type { MediaType, ROUTES, RouteName } from '../routes.ts';

/** `answer-unknown` is not described, because it has no method and path of its own. */
export type DescribedRoute = Exclude<RouteName, 'answer-unknown'>;

export type PathOf<Name extends RouteName> = (typeof ROUTES)[Name]['path'];

/** The names of the `{parameter}` segments of a path. */
export type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** A sentence for every field. A field that is an object, or a list of objects, has its own sentence and those of its fields. */
export type Sentences<Fields> = { [Name in keyof Fields]-?: Sentence<Fields[Name]> };

type Sentence<Value> = unknown extends Value
  ? string
  : NonNullable<Value> extends readonly (infer Item)[]
    ? Item extends object
      ? readonly [string, Sentences<Item>]
      : string
    : NonNullable<Value> extends object
      ? readonly [string, Sentences<NonNullable<Value>>]
      : string;

/** `Sentences` without the type of the fields. */
export type SentenceTree = { readonly [field: string]: string | readonly [string, SentenceTree] };

/** The description of one input of a request: its body or its query. */
export type Input<Schema extends ZodMiniType = ZodMiniType> = {
  schema: Schema;
  example: z.input<Schema>;
  sentences: SentenceTree;
};

/** Describes the input that a schema accepts, with a valid example and a sentence for each field. */
export function input<Schema extends ZodMiniType>(
  schema: Schema,
  example: z.input<Schema>,
  sentences: Sentences<z.input<Schema>>,
): Input<Schema> {
  return { schema, example, sentences: sentences as SentenceTree };
}

/** JSON in an answer: its schema, and an example for answers that the example of the schema does not fit. */
export function json<Schema extends z.ZodType>(schema: Schema, example: z.output<Schema>) {
  return { json: schema, example };
}

/**
 * The answer of one status: JSON with the schema `json`, text with the media type `text`, a file with one of
 * the media types `file`, whichever of these the client prefers, or no body. `location`: it has a `Location` header with the path of the resource. `etag`: it has an `ETag`
 * header, so a GET can answer 304. `looksAgain`: it says in `Retry-After` when to look again, unless nothing can
 * change any more.
 */
export type AnswerDescription = {
  says: string;
  json?: z.ZodType;
  /** An example of the content, if that of the schema does not fit the status. */
  example?: unknown;
  text?: 'text/csv' | 'text/event-stream' | 'text/html';
  /** The media types of an answer that is a file. */
  file?: readonly Exclude<MediaType, 'application/json' | 'text/csv' | 'text/event-stream' | 'text/html'>[];
  location?: true;
  etag?: true;
  looksAgain?: true;
};

/** A 201 always has a `Location` header. */
type Answers = { 200?: AnswerDescription; 202?: AnswerDescription; 204?: AnswerDescription } & {
  201?: AnswerDescription & { location: true };
};

/** The description of a route, without the types of the specific route. */
export type Operation = {
  /** A verb and its object, as a heading. */
  summary: string;
  /** What the route does, in sentences. Backticks mark code. */
  says: string;
  /** Who may call the route, if the role alone does not say it. */
  who?: string;
  /** An example of each path parameter. */
  path?: Readonly<Record<string, string>>;
  query?: Input;
  body?: Input;
  /** Whose ETag the route takes as `If-Match`, as a noun. */
  ifMatch?: string;
  /** The key that is sent with the example of a POST. */
  idempotencyKey?: string;
  answers: Answers;
  /** The codes of the problems that the route can answer in addition to those in `INHERENT_PROBLEMS`. */
  problems: readonly ProblemCode[];
  /** Rules beyond the schema, between fields or against stored values; breaking one is answered 422. */
  rules?: readonly string[];
};

/** The description of one route, with an example of each path parameter and with its ordinary answer. */
export type OperationOf<Name extends DescribedRoute> = Operation & {
  answers: { [Status in (typeof ROUTES)[Name]['status']]: AnswerDescription };
} & ([ParameterOf<PathOf<Name>>] extends [never]
    ? { path?: never }
    : { path: Readonly<Record<ParameterOf<PathOf<Name>>, string>> });

/** Descriptions of some routes. */
export type OperationTable = { [Name in DescribedRoute]?: OperationOf<Name> };
