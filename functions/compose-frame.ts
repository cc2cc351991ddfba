/**
 * The frame around the handler of every route, with what it reads of the environment. It is apart from `compose.ts`
 * because the bundler cannot leave the SDK out of what opens tables: a function without a table would have 216 KiB
 * instead of 19.
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
