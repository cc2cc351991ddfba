/**
 * Checks every answer that a test gets against the OpenAPI description of its route, so that an answer which
 * the description does not cover fails the test.
 */
import type * as z from 'zod';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { problemCodesOf } from '../../functions/http/openapi/inherent-problems.ts';
import type { AnswerDescription, DescribedRoute } from '../../functions/http/openapi/operation.ts';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import { PROBLEM_ANSWERS } from '../../functions/http/openapi/problem-answers.ts';
import { PROBLEMS, type ProblemCode } from '../../functions/http/problems.ts';
import { methodsOf, ROUTES } from '../../functions/http/routes.ts';

function routeOf({ method, path, body }: ApiCall): DescribedRoute | undefined {
  const sent = method ?? (body === undefined ? 'GET' : 'POST');
  const segments = path.split('?')[0]?.split('/') ?? [];
  return (Object.keys(OPERATIONS) as DescribedRoute[]).find((name) => {
    const pattern = ROUTES[name].path.split('/');
    return (
      methodsOf(ROUTES[name]).some((method) => method === sent) &&
      pattern.length === segments.length &&
      pattern.every((part, index) => part.startsWith('{') || part === segments[index])
    );
  });
}

function faultOf(answer: ApiAnswer, name: DescribedRoute | undefined): string | undefined {
  const answers: Record<string, AnswerDescription> = name === undefined ? {} : OPERATIONS[name].answers;
  if (answer.status === 304) return faultOfUnchanged(answer, Object.values(answers));
  const described = answers[String(answer.status)];
  return described
    ? faultOfSuccess(answer, described)
    : faultOfProblem(answer, name ? problemCodesOf(name) : ['not-found']);
}

function faultOfUnchanged({ headers, body }: ApiAnswer, described: AnswerDescription[]): string | undefined {
  if (!described.some(({ etag }) => etag)) return 'the status 304';
  return headers['etag'] === undefined || body !== ''
    ? 'an unchanged answer without ETag or with a body'
    : undefined;
}

function faultOfSuccess({ headers, body }: ApiAnswer, described: AnswerDescription): string | undefined {
  const mediaType = headers['content-type']?.toString().split(';')[0];
  if (described.location && headers['location'] === undefined) return 'no Location';
  if (described.etag && headers['etag'] === undefined) return 'no ETag';
  if (described.json && mediaType === 'application/json') return faultOfShape(described.json, body);
  const texts: (string | undefined)[] = described.file ? [...described.file] : [described.text];
  if (!texts.includes(mediaType)) return `the content type ${mediaType}`;
  return mediaType || body === '' ? undefined : 'a body';
}

function faultOfProblem({ status, headers, body }: ApiAnswer, codes: ProblemCode[]): string | undefined {
  const code = codes.find((known) => known === body.code);
  if (code === undefined) return `the status ${status} with the code ${body.code}`;
  if (status !== PROBLEMS[code].status) return `the code ${code} with the status ${status}`;
  if (headers['content-type'] !== 'application/problem+json') return `a problem of another content type`;
  return faultOfShape(PROBLEM_ANSWERS[code], body);
}

function faultOfShape(shape: z.ZodType, body: unknown): string | undefined {
  const result = shape.safeParse(body);
  return result.success ? undefined : `${JSON.stringify(result.error.issues)} in ${JSON.stringify(body)}`;
}

/** @throws when the description of the route does not allow the answer. */
export function holdAgainstDescription(call: ApiCall, answer: ApiAnswer): void {
  const name = routeOf(call);
  const fault = faultOf(answer, name);
  if (fault === undefined) return;
  throw new Error(`The description of ${name ?? 'no route'} does not allow ${fault}.`);
}
