/**
 * Connects the frame of the routes with the environment variables. It is separate from `compose.ts`, because
 * every bundle with that file contains the AWS SDK: functions without a table have 45 KB instead of 242 KB.
 */
import { endpointAt } from './http/endpoint.ts';

/** @returns the value of an environment variable. @throws Error when it is missing or empty. */
export function required(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === '')
    throw new Error(`The environment variable ${variable} is not set. Set it and start again.`);
  return value;
}

/** Whether another issuer keeps the accounts. */
export const hasOtherIssuer = (): boolean => Boolean(process.env['OIDC_ISSUER']);

/** Makes the Lambda handler of a route. */
export const endpoint = endpointAt(
  () => required('PUBLIC_ORIGIN'),
  hasOtherIssuer,
  () => process.env['DISTRIBUTION_SECRET'],
);
