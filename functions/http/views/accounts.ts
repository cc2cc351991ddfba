/** Converts accounts and sessions to the shapes of the API. */
import type { SessionGrant } from '../../credentials/sessions.ts';
import type { VersionedUser } from '../../domain/model/account.ts';
import type { Letter, LetterState } from '../../domain/model/letter.ts';
import type { Session } from '../../domain/model/session.ts';
import type { ListedUser } from '../../domain/model/user.ts';
import type { LetterAnswer, OpenSessionAnswer, SessionAnswer, UserAnswer } from '../answers/accounts.ts';
import { taggedJson, versionTag } from '../versions.ts';

export function userView({ id, name, email, role, isAddressConfirmed, newEmail }: ListedUser): UserAnswer {
  const answer = { id, name, email, role, isAddressConfirmed: isAddressConfirmed === true };
  return { ...answer, ...(newEmail !== undefined && { newEmail }) };
}

/** An account with its tag, for its owner. */
export function taggedUser(account: VersionedUser) {
  const answer = userView(account);
  return taggedJson(answer, versionTag(account.version, answer));
}

/** A session as its owner sees it. `sessionId`: that of the request. */
export function openSessionView(
  { id, begunAt, refreshedAt, expiresAt, client }: Session,
  sessionId: string,
): OpenSessionAnswer {
  const asText = (instant: number) => new Date(instant).toISOString();
  return {
    id,
    ...(begunAt !== undefined && { begunAt: asText(begunAt) }),
    ...(refreshedAt !== undefined && { refreshedAt: asText(refreshedAt) }),
    expiresAt: asText(expiresAt),
    ...(client && { client }),
    isThisOne: id === sessionId,
  };
}

/** A letter as the person whose account it is about sees it. */
export function letterView({ letter, state }: { letter: Letter; state: LetterState }): LetterAnswer {
  const { kind: about, at, language, to } = letter;
  const outcome = state.settled?.outcome;
  return {
    about,
    at: new Date(at).toISOString(),
    language,
    ...(to && { to: to.email }),
    ...(outcome && { outcome }),
  };
}

/** An account in a list. */
export function listedUserView(user: ListedUser): UserAnswer & Pick<ListedUser, 'createdAt'> {
  return { ...userView(user), createdAt: user.createdAt };
}

/** The answer to a registration, a log-in or a refresh. */
export function sessionView({ user, accessToken, refreshToken, expiresIn }: SessionGrant): SessionAnswer {
  return { user: userView(user), accessToken, refreshToken, expiresIn };
}
