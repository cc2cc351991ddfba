/** The admin that ADMIN_EMAIL and ADMIN_PASSWORD describe, by the rules of registering. */
import en from 'zod/v4/locales/en.js';
import { registerUserBody } from '../../functions/http/account-schemas.ts';

const VARIABLE_OF: Record<string, string> = { email: 'ADMIN_EMAIL', password: 'ADMIN_PASSWORD' };
const { localeError: error } = en();

export type AdminAccount = { name: string; email: string; password: string };

/**
 * Undefined when neither variable is set; an empty one is not set.
 * @throws with a sentence for each variable that is missing or that registering would refuse. It holds no password.
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
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) =>
      `Change ${VARIABLE_OF[String(path[0])]}, with which nobody could register: ${message}.`,
  );
  throw new Error(faults.join('\n'));
}
