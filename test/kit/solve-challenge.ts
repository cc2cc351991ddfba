/** Solves the challenges of this service's own provider, as a client does. */
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from '../../functions/domain/model/refusal.ts';

/** @returns the challenge as it is sent back, and its solution. @throws if it is no proof of work. */
export async function solve(asked: Challenge | undefined) {
  if (asked?.provider !== 'proof-of-work') throw new Error('There is no proof of work to solve.');
  const { provider: _, ...rest } = structuredClone(asked);
  const challenge = rest as unknown as Parameters<typeof solveChallenge>[0]['challenge'];
  const solution = await solveChallenge({ challenge, deriveKey });
  if (solution === null) throw new Error('It was not solved.');
  return { challenge, solution };
}

/** @returns the `challengeSolution` of a request. */
export const encodeSolution = (solved: unknown): string =>
  Buffer.from(JSON.stringify(solved)).toString('base64');
