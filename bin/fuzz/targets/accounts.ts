/** Targets of the operations on accounts and of the service itself, which need no event. */
import { accountPorts, runtime } from '../../../functions/compose.ts';
import { hashOf } from '../../../functions/credentials/sessions.ts';
import { confirmationOf, passwordResetOf } from '../../../functions/domain/model/account.ts';
import type { Role } from '../../../functions/domain/model/user.ts';
import type { Caller } from '../callers.ts';
import { anAccount, aScene, type Stage, succeed } from '../scene.ts';
import { aim, type Target, type TargetMaker, type TargetTable } from './target.ts';

const DOCS_FILES = ['page.css', 'start-viewer.js', 'swagger-ui.css', 'swagger-ui-bundle.js'];
const PASSWORD = 'correct horse battery';
const NEW_PASSWORD = 'staple of another horse';

const freshEmail = () => `${runtime.newId().toLowerCase()}@fuzz.example.com`;

/** The account of the caller, without an event if it takes none to be this caller. */
async function aimAlone(
  stage: Stage,
  caller: Caller,
  fields: Record<string, unknown> = {},
  path: Record<string, string> = {},
): Promise<Target> {
  if (caller === 'guest') return aim(stage, await aScene(stage, caller), { fields, path });
  const role = ROLES[caller];
  return { fields, path, ...(role !== undefined && { token: (await anAccount(role)).token }) };
}

const ROLES: Partial<Record<Caller, Role>> = {
  attendee: 'attendee',
  door: 'attendee',
  manager: 'attendee',
  owner: 'organizer',
  admin: 'admin',
};

export const callerAlone: TargetMaker = (stage, caller) => aimAlone(stage, caller);

/** An account with a password, and its session. */
const registered: TargetMaker = async (stage, caller) => {
  const email = freshEmail();
  const body = { name: 'Ada', email, password: PASSWORD };
  const { refreshToken } = await register(stage, body);
  return aimAlone(stage, caller, { email, password: PASSWORD, refreshToken });
};

async function register(stage: Stage, body: { name: string; email: string; password: string }) {
  const answer = await succeed(stage, 'register-user', { body });
  if (typeof answer === 'string') throw new Error('The fuzzed service registers by mail.');
  return answer;
}

/** An account with a password, in the place of every caller who has one: its role decides nothing about itself. */
const ownAccount =
  (fields: Record<string, unknown>): TargetMaker =>
  async (stage, caller) => {
    if (ROLES[caller] === undefined) return aimAlone(stage, caller, fields);
    const { token } = await ofPassword(stage);
    return { fields: { password: PASSWORD, ...fields }, path: {}, token };
  };

/** Registers an account. @returns its id and its access token. */
async function ofPassword(stage: Stage): Promise<{ id: string; token: string; email: string }> {
  const email = freshEmail();
  const body = { name: 'Ada', email, password: PASSWORD };
  const { user, accessToken } = await register(stage, body);
  return { id: user.id, token: accessToken, email };
}

/** A token as letters have them, for an account of its own. */
const mailedToken =
  (purpose: 'confirmation' | 'passwordReset'): TargetMaker =>
  async (stage, caller) => {
    const { id, token: accessToken } = await ofPassword(stage);
    const { accounts } = accountPorts();
    const secret = runtime.newId();
    const account = await accounts.read(id);
    if (account === undefined) throw new Error('The account is not there.');
    const issued = ISSUED[purpose](hashOf(secret), runtime.now());
    const after = { ...account, version: account.version + 1, [purpose]: issued };
    const outcome = await accounts.change(account, { after, letters: [] });
    if (outcome !== 'done') throw new Error(`The token was not stored: ${outcome}`);
    const fields = { token: `${id}.${secret}`, password: NEW_PASSWORD };
    const isOfAccount = purpose === 'confirmation' && ROLES[caller] !== undefined;
    return isOfAccount ? { fields, path: {}, token: accessToken } : aimAlone(stage, caller, fields);
  };

const ISSUED = { confirmation: confirmationOf, passwordReset: passwordResetOf };

/** One of two sessions of an account. */
const otherSession: TargetMaker = async (stage, caller) => {
  if (ROLES[caller] === undefined) return aimAlone(stage, caller, {}, { sessionId: runtime.newId() });
  const { token, email } = await ofPassword(stage);
  await succeed(stage, 'log-in', { body: { email, password: PASSWORD } });
  const { items } = await succeed(stage, 'list-sessions', { token });
  const sessionId = items.find(({ isThisOne }) => !isThisOne)?.id ?? '';
  return { fields: {}, path: { sessionId }, token };
};

const fileOf =
  (names: string[]): TargetMaker =>
  (stage, caller, turn) =>
    aimAlone(stage, caller, {}, { file: names[turn % names.length] ?? '' });

export const ACCOUNT_TARGETS = {
  'register-user': (stage, caller) => aimAlone(stage, caller, { email: freshEmail() }),
  'log-in': registered,
  'refresh-session': registered,
  'log-out': registered,
  'read-me': callerAlone,
  'change-me': callerAlone,
  'export-me': callerAlone,
  'close-account': ownAccount({}),
  'change-password': ownAccount({ newPassword: NEW_PASSWORD }),
  'confirm-address': mailedToken('confirmation'),
  'request-confirmation': callerAlone,
  'forgot-password': (stage, caller) => aimAlone(stage, caller, { email: freshEmail() }),
  'reset-password': mailedToken('passwordReset'),
  'list-sessions': callerAlone,
  'end-session': otherSession,
  'end-other-sessions': ownAccount({}),
  'list-users': callerAlone,
  'list-security-events': callerAlone,
  'change-role': async (stage, caller) => aimAlone(stage, caller, {}, { userId: (await anAccount()).id }),
  'read-limits': callerAlone,
  'read-health': callerAlone,
  'read-token-keys': callerAlone,
  'read-openapi': callerAlone,
  'read-docs': callerAlone,
  'read-index': callerAlone,
  'read-docs-file': fileOf(DOCS_FILES),
} satisfies TargetTable;
