/** Which challenges the operator chose, and the environment variables by which the booking function reads it. */
import { SecretValue } from 'aws-cdk-lib';

/** As in the local service's CHALLENGE_ variables. `secretName`: of the secret in Secrets Manager that has the key. */
export type ChallengeOptions = {
  provider?: string;
  difficulty?: string;
  siteKey?: string;
  secretName?: string;
};

/** The template has a reference to the secret, which CloudFormation resolves, and not the secret itself. */
export function challengeVariables(options: ChallengeOptions): Record<string, string> {
  const { provider, difficulty, siteKey, secretName } = options;
  return {
    ...(provider && { CHALLENGE: provider }),
    ...(difficulty && { CHALLENGE_DIFFICULTY: difficulty }),
    ...(siteKey && { CHALLENGE_SITE_KEY: siteKey }),
    ...(secretName && { CHALLENGE_SECRET: SecretValue.secretsManager(secretName).unsafeUnwrap() }),
  };
}
