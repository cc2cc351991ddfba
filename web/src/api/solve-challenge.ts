/** Solves the service's own challenge, a proof of work in the format of ALTCHA. The solver is loaded when it is needed. */
import type { components } from '../../.generated/api';

type Challenge = Extract<
  components['schemas']['ChallengeRequiredProblem']['challenge'],
  { provider: 'proof-of-work' }
>;

/** @returns the solution as the service takes it. It takes about a second of computing, in slices. */
export async function solveChallenge({ parameters, signature }: Challenge): Promise<string> {
  const [{ solveChallenge: solve }, { deriveKey }] = await Promise.all([
    import('altcha-lib'),
    import('altcha-lib/algorithms/web/pbkdf2'),
  ]);
  const challenge = { parameters, signature } as unknown as Parameters<typeof solve>[0]['challenge'];
  const solution = await solve({ challenge, deriveKey });
  return btoa(JSON.stringify({ challenge, solution }));
}
