/**
 * Lets a tool read and write what a service on this machine does: with its table, and with its secrets and its address in
 * the tokens that the tool makes for people without a password.
 */

/** Tokens name the service by it. It is fixed, so that tokens can be made before the service has a port. */
const ORIGIN = 'http://localhost';

/**
 * Sets the variables of this process. `secrets`: a directory.
 * @returns what the service has to be started with
 */
export function shareWithService({
  table,
  secrets,
}: {
  table: string;
  secrets: string;
}): Record<string, string> {
  const shared = { TABLE_NAME: table, SECRETS_DIR: secrets, PUBLIC_ORIGIN: ORIGIN };
  Object.assign(process.env, shared);
  return shared;
}
