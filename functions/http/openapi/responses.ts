/**
 * Builds the response side of the OpenAPI document: the described successes, and the problems grouped by
 * status.
 */
import { PROBLEMS, type ProblemCode } from '../problems.ts';
import type { Route } from '../route.ts';
import type { Header, Response } from './document-types.ts';
import { exampleOf, type JsonSchema, referenceTo } from './json-schema.ts';
import type { AnswerDescription, Operation } from './operation.ts';
import { PROBLEM_ANSWERS } from './problem-answers.ts';
import { referencesTo } from './problem-examples.ts';

const LOCATION: Header = {
  description: 'The path of the created resource.',
  schema: { type: 'string', pattern: '^/v1/' },
};
const RETRY_AFTER: Header = {
  description: 'Seconds to wait before repeating the request.',
  schema: { type: 'integer', minimum: 1 },
};
/** Of draft-ietf-httpapi-ratelimit-headers-11. Missing while rate limits are off, and if they do not count the request. */
const RATE_LIMIT_HEADERS: Record<string, Header> = {
  RateLimit: {
    description:
      'How many more requests the limit admits now (`r`), and the seconds until it admits one more (`t`). Missing if no limit counts the request.',
    schema: { type: 'string', pattern: ';r=' },
  },
  'RateLimit-Policy': {
    description: 'The limit of these requests: how many (`q`) in how many seconds (`w`).',
    schema: { type: 'string', pattern: ';q=' },
  },
};
const LOOK_AGAIN: Header = {
  description: 'Seconds until the next look, as `lookAgainInSeconds`. Missing if the booking has ended.',
  schema: { type: 'integer', minimum: 1 },
};
const WWW_AUTHENTICATE: Header = {
  description: 'The authentication scheme to use.',
  schema: { type: 'string', const: 'Bearer' },
};

const TAG = { type: 'string' as const, pattern: '^(W/)?".+"$' };
const ETAG: Header = {
  description:
    'Identifies this version. Send it as `If-None-Match` to get 304 while the content is unchanged.',
  schema: TAG,
};
const ETAG_AFTER: Header = {
  description: 'Identifies the version after this request. Send it as `If-Match` with the next change.',
  schema: TAG,
};

export function successes({ method, limits }: Route, { answers }: Operation): Record<string, Response> {
  const described: [string, AnswerDescription][] = Object.entries(answers);
  const isRead = method === 'GET';
  const limited = limits ? RATE_LIMIT_HEADERS : {};
  return Object.fromEntries([
    ...described.map(([status, answer]) => [status, success(answer, isRead ? ETAG : ETAG_AFTER, limited)]),
    ...described.flatMap(([, { etag, looksAgain }]) =>
      etag && isRead ? [['304', unchanged(looksAgain, limited)]] : [],
    ),
  ]);
}

function unchanged(looksAgain: true | undefined, limited: Record<string, Header>): Response {
  return {
    description: 'The content is unchanged: `If-None-Match` has its current ETag.',
    headers: { ETag: ETAG, ...(looksAgain && { 'Retry-After': LOOK_AGAIN }), ...limited },
  };
}

const TEXT = { schema: { type: 'string' as const } };
/** Bytes have no schema (OpenAPI 3.1 §4.8.14.4). */
const BYTES = { schema: {} };
const IS_BYTES = /^(application\/|image\/png)/;

function success(
  { says, json, example, text, file = [], location, etag, looksAgain }: AnswerDescription,
  tag: Header,
  limited: Record<string, Header>,
): Response {
  const headers = {
    ...(location && { Location: LOCATION }),
    ...(etag && { ETag: tag }),
    ...(looksAgain && { 'Retry-After': LOOK_AGAIN }),
    ...limited,
  };
  const content = {
    ...(json && {
      'application/json': { schema: referenceTo(json), example: example ?? exampleOf(json) },
    }),
    ...Object.fromEntries(
      [...(text ? [text] : []), ...file].map((type) => [type, IS_BYTES.test(type) ? BYTES : TEXT]),
    ),
  };
  return {
    description: says,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(content).length > 0 && { content }),
  };
}

export function problems({ limits }: Route, codes: ProblemCode[]): Record<string, Response> {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, those]): [number, Response] => [
      status,
      {
        description: those.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
        ...(status === 401 && { headers: { 'WWW-Authenticate': WWW_AUTHENTICATE } }),
        ...(status === 503 && { headers: { 'Retry-After': RETRY_AFTER } }),
        ...(status === 429 && { headers: { 'Retry-After': RETRY_AFTER, ...(limits && RATE_LIMIT_HEADERS) } }),
        content: {
          'application/problem+json': { schema: problemShape(those), examples: referencesTo(those) },
        },
      },
    ]),
  );
}

/** @returns the schema of one problem, or of several that are distinguished by their code. */
function problemShape(codes: ProblemCode[]): JsonSchema {
  const references = codes.map((code): [ProblemCode, JsonSchema] => [
    code,
    referenceTo(PROBLEM_ANSWERS[code]),
  ]);
  const [[, first = {}] = []] = references;
  if (references.length === 1) return first;
  return {
    oneOf: references.map(([, reference]) => reference),
    discriminator: {
      propertyName: 'code',
      mapping: Object.fromEntries(references.map(([code, { $ref }]) => [code, $ref])),
    },
  };
}
