/** The shape of each problem (RFC 9457), as a zod schema with a name. */
import * as z from 'zod';
import type { RefusalExtras } from '../../domain/refusal.ts';
import { PROBLEMS, type ProblemCode } from '../problems.ts';
import { EXPLANATIONS } from './explanations.ts';

const tickets = z.int().min(0);

const MEMBERS = {
  available: tickets.describe('Tickets that a new request could get.'),
  requested: tickets.describe('Tickets that this request asked for.'),
  held: tickets.describe('Tickets that are held already: by the customer, or of the event.'),
  limit: z
    .int()
    .min(0)
    .describe(
      'What the event allows: tickets of a customer, or bookings in the line. What an audit takes: bookings.',
    ),
  retryAfterSeconds: z.int().min(1).describe('As in the header.'),
  checkedInAt: z.iso.datetime().describe('When somebody came in on it.'),
  errors: z
    .array(
      z.strictObject({
        pointer: z.string().describe('A JSON pointer into the body, or the name of a parameter or header.'),
        detail: z.string().describe('What is wrong there.'),
      }),
    )
    .min(1)
    .describe('Every fault that was found.'),
} satisfies { [Member in keyof RefusalExtras]-?: z.ZodType<NonNullable<RefusalExtras[Member]>> };

type Members = typeof MEMBERS;
type MemberOf<Code extends ProblemCode> = (typeof EXPLANATIONS)[Code] extends {
  members: readonly (infer Member extends keyof Members)[];
}
  ? Member
  : never;

/** A problem of this code as a client gets it. */
export type ProblemAnswer<Code extends ProblemCode> = {
  type: string;
  title: string;
  status: (typeof PROBLEMS)[Code]['status'];
  code: Code;
  detail?: string;
} & { [Member in MemberOf<Code>]: z.output<Members[Member]> };

/** `sold-out` is `SoldOutProblem`. */
function nameOf(code: ProblemCode): string {
  const words = `${code}-problem`.split('-');
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
}

function describe(code: ProblemCode): z.ZodType {
  const { status, title } = PROBLEMS[code];
  const { means, members = [] }: { means: string; members?: readonly (keyof Members)[] } = EXPLANATIONS[code];
  return z
    .strictObject({
      type: z.url().describe('The address of its section in the docs.'),
      title: z.literal(title).describe('The same for every problem of this code.'),
      status: z.literal(status).describe('The status of the answer.'),
      code: z.literal(code).describe('What to tell problems apart by.'),
      detail: z.string().describe('What it is about this time, for people.').exactOptional(),
      ...Object.fromEntries(members.map((member) => [member, MEMBERS[member]])),
    })
    .meta({ id: nameOf(code), description: means });
}

export const PROBLEM_ANSWERS = Object.fromEntries(
  (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => [code, describe(code)]),
) as Record<ProblemCode, z.ZodType>;
