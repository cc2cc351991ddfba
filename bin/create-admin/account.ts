/** Reads the admin account from ADMIN_EMAIL and ADMIN_PASSWORD, and validates it like a registration. */
import { weaknessOf } from '../../functions/credentials/password-rules.ts';
import { faultText as error } from '../../functions/http/fault-text.ts';
import { registerUserBody } from '../../functions/http/requests/accounts.ts';

const VARIABLE_OF: Record<string, string> = { email: 'ADMIN_EMAIL', password: 'ADMIN_PASSWORD' };

export type AdminAccount = { name: string; email: string; password: string };

/**
 * An empty variable counts as not set.
 * @returns undefined when neither variable is set.
 * @throws an error with a sentence for each missing or invalid variable. It never contains the password.
 */
export function readAdminAccount(env: NodeJS.ProcessEnv): AdminAccount | undefined {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = env;
  if (!ADMIN_EMAIL && !ADMIN_PASSWORD) return undefined;
  if (!ADMIN_EMAIL || !ADMIN_PASSWORD)
    throw new Error(
      `Set both ADMIN_EMAIL and ADMIN_PASSWORD, or neither: ${ADMIN_EMAIL ? 'ADMIN_PASSWORD' : 'ADMIN_EMAIL'} is not set.`,
    );
  const account = { name: 'Admin', email: ADMIN_EMAIL, password: ADMIN_PASSWORD };
  const result = registerUserBody.safeParse(account, { error });
  const weakness = result.success ? weaknessOf(ADMIN_PASSWORD, result.data) : undefined;
  if (weakness !== undefined) throw new Error(`Change ADMIN_PASSWORD: it ${weakness}.`);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) =>
      `Change ${VARIABLE_OF[String(path[0])]}, which is not valid for registration: ${message}.`,
  );
  throw new Error(faults.join('\n'));
}
