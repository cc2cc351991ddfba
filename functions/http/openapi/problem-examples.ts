/** Builds an example of every problem. The answers of the routes refer to them by the problem's code. */
import type { RefusalExtras } from '../../domain/model/refusal.ts';
import { PROBLEMS, type ProblemCode } from '../problems.ts';
import type { Example } from './document-types.ts';
import { EVENT_ID } from './example-ids.ts';
import { EXPLANATIONS, type Explanation } from './explanations.ts';

const MEMBERS: Required<RefusalExtras> = {
  available: 1,
  requested: 2,
  held: 3,
  limit: 4,
  retryAfterSeconds: 60,
  checkedInAt: '2099-06-01T17:42:10.000Z',
  challenge: {
    provider: 'proof-of-work',
    parameters: {
      algorithm: 'PBKDF2/SHA-256',
      cost: 1_000,
      data: { eventId: EVENT_ID },
      expiresAt: 4_083_000_000,
      keyLength: 32,
      keyPrefix: '7bb0d1a2a1f7a4f4b7d8a0a1f0c4a5d2',
      nonce: '3d1c5d1f0b8f4f0e9a3f6f5c2b1a0d9e',
      salt: '9e0d1a2b3c4f5e6f7a8b9c0d1e2f3a4b',
    },
    signature: '5f0c9d…',
  },
  errors: [{ pointer: '/quantity', detail: 'must be at most 4' }],
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
