/** Targets of the operations on accounts and of the service itself, which need no event. */
import { runtime } from '../../../functions/compose.ts';
import type { Role } from '../../../functions/domain/model/user.ts';
import { BOOKING_PAGE_FILES } from '../../../functions/http/booking-page/files.ts';
import type { Caller } from '../callers.ts';
import { anAccount, aScene, type Stage, succeed } from '../scene.ts';
import { aim, type Target, type TargetMaker, type TargetTable } from './target.ts';

const DOCS_FILES = ['page.css', 'start-viewer.js', 'swagger-ui.css', 'swagger-ui-bundle.js'];
const PASSWORD = 'correct horse battery';

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
  const { refreshToken } = await succeed(stage, 'register-user', { body });
  return aimAlone(stage, caller, { email, password: PASSWORD, refreshToken });
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
  'list-users': callerAlone,
  'change-role': async (stage, caller) => aimAlone(stage, caller, {}, { userId: (await anAccount()).id }),
  'read-health': callerAlone,
  'read-openapi': callerAlone,
  'read-docs': callerAlone,
  'read-docs-file': fileOf(DOCS_FILES),
  'read-booking-page': callerAlone,
  'read-booking-page-file': fileOf(BOOKING_PAGE_FILES),
} satisfies TargetTable;
