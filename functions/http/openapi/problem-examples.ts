/** Builds an example of every problem. The answers of the routes refer to them by the problem's code. */
import type { RefusalExtras } from '../../domain/model/refusal.ts';
import { PROBLEMS, type ProblemCode } from '../problems.ts';
import type { Example } from './document-types.ts';
import { EXPLANATIONS, type Explanation } from './explanations.ts';

const MEMBERS: Required<RefusalExtras> = {
  available: 1,
  requested: 2,
  held: 3,
  limit: 4,
  retryAfterSeconds: 60,
  checkedInAt: '2099-06-01T17:42:10.000Z',
  errors: [{ pointer: '/quantity', detail: 'Too big: expected number to be <=4' }],
};

/** @returns the examples by code. `origin` is where clients reach the service. */
export function problemExamples(origin: string): Record<string, Example> {
  return Object.fromEntries(
    (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => [code, exampleOf(code, origin)]),
  );
}

function exampleOf(code: ProblemCode, origin: string): Example {
  const { status, title } = PROBLEMS[code];
  const { means, next, members = [] }: Explanation = EXPLANATIONS[code];
  const own = Object.fromEntries(members.map((member) => [member, MEMBERS[member]]));
  return {
    summary: `${code}: ${title}`,
    description: `${means}\n\n**What to do:** ${next}`,
    value: { type: `${origin}/docs#${code}`, title, status, code, ...own },
  };
}

/** @returns references to the examples of these problems. */
export function referencesTo(codes: ProblemCode[]): Record<string, { $ref: string }> {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
}
