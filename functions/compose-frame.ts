/**
 * Joins the frame of the routes with the environment. It is a file of its own because bundles of `compose.ts` always
 * hold the SDK: functions without a table have 19 KB this way, and would have 221 KB.
 */
import { endpointAt } from './http/endpoint.ts';

/** @throws when the variable is missing or empty. */
export function required(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === '')
    throw new Error(`The environment variable ${variable} is not set.`);
  return value;
}

/** Makes the handler of a route. */
export const endpoint = endpointAt(() => required('PUBLIC_ORIGIN'));
