/** Builds the schema of each problem (RFC 9457), as a zod schema with a name, from the problem tables. */
import * as z from 'zod';
import type { RefusalExtras } from '../../domain/model/refusal.ts';
import { PROBLEMS, type ProblemCode } from '../problems.ts';
import { EXPLANATIONS, type Explanation } from './explanations.ts';

const tickets = z.int().min(0);

const MEMBERS = {
  available: tickets.describe('The number of tickets that a new request could get.'),
  requested: tickets.describe('The number of tickets that this request asked for.'),
  held: tickets.describe(
    'The number of tickets that the customer, or all customers of the event, hold already.',
  ),
  limit: z
    .int()
    .min(0)
    .describe(
      'The limit that was reached: tickets per customer, bookings in the waitlist, waiting bookings per customer, bookings in an audit, announcements, or webhook endpoints.',
    ),
  retryAfterSeconds: z.int().min(1).describe('Seconds to wait, as in the `Retry-After` header.'),
  checkedInAt: z.iso.datetime().describe('When the ticket was checked in.'),
  errors: z
    .array(
      z.strictObject({
        pointer: z.string().describe('A JSON pointer into the body, or the name of a parameter or header.'),
        detail: z.string().describe('What is wrong with this value.'),
      }),
    )
    .min(1)
    .describe('All faults of the request.'),
  challenge: z
    .union([
      z.strictObject({
        provider: z.literal('proof-of-work').describe('The client computes the solution.'),
        parameters: z
          .record(z.string(), z.unknown())
          .describe('What has to be computed, in the format of ALTCHA version 2.'),
        signature: z.string().describe('The service’s signature of the parameters.'),
      }),
      z.strictObject({
        provider: z.enum(['turnstile', 'hcaptcha']).describe('Whose widget the client shows.'),
        siteKey: z.string().describe('The key of the site, with which the widget is shown.'),
        action: z.string().describe('The action with which the widget is shown, if stated.').exactOptional(),
      }),
    ])
    .describe('What has to be solved before the request is sent again.'),
} satisfies { [Member in keyof RefusalExtras]-?: z.ZodType<NonNullable<RefusalExtras[Member]>> };

type Members = typeof MEMBERS;
type MemberOf<Code extends ProblemCode> = (typeof EXPLANATIONS)[Code] extends {
  members: readonly (infer Member extends keyof Members)[];
}
  ? Member
  : never;

/** The body of a problem with this code. */
export type ProblemAnswer<Code extends ProblemCode> = {
  type: string;
  title: string;
  status: (typeof PROBLEMS)[Code]['status'];
  code: Code;
  detail?: string;
} & { [Member in MemberOf<Code>]: z.output<Members[Member]> };

/** @returns the name of the problem's schema: `SoldOutProblem` for `sold-out`. */
function nameOf(code: ProblemCode): string {
  const words = `${code}-problem`.split('-');
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
}

function describe(code: ProblemCode): z.ZodType {
  const { status, title } = PROBLEMS[code];
  const { means, members = [] }: Explanation = EXPLANATIONS[code];
  return z
    .strictObject({
      type: z.url().describe('The address of the section of the documentation that explains the problem.'),
      title: z.literal(title).describe('A short text, the same for every problem of this code.'),
      status: z.literal(status).describe('The status of the answer.'),
      code: z.literal(code).describe('Identifies the kind of problem.'),
      detail: z.string().describe('What happened in this request, as a text for people.').exactOptional(),
      ...Object.fromEntries(members.map((member) => [member, MEMBERS[member]])),
    })
    .meta({ id: nameOf(code), description: means });
}

export const PROBLEM_ANSWERS = Object.fromEntries(
  (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => [code, describe(code)]),
) as Record<ProblemCode, z.ZodType>;
