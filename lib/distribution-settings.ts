/** The secret by which functions recognize requests that came through the operator's distribution of CloudFront. */
import { SecretValue } from 'aws-cdk-lib';

/** `secretName`: of the secret in Secrets Manager. The template has a reference to it, which CloudFormation resolves. */
export function distributionVariables(secretName: string): Record<string, string> {
  return { DISTRIBUTION_SECRET: SecretValue.secretsManager(secretName).unsafeUnwrap() };
}
