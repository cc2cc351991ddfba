/** Accounts and the sender of their letters over a real table. It keeps what it sends instead of mailing it. */
import { tokens } from '../../functions/compose.ts';
import { DerivedSecrets } from '../../functions/credentials/derived-secrets.ts';
import { letterTokens } from '../../functions/credentials/letter-tokens.ts';
import { askToConfirm } from '../../functions/domain/accounts/confirm-address.ts';
import {
  type AnswerRegistrationPorts,
  registrationLetterId,
  requestRegistration,
} from '../../functions/domain/accounts/register-by-mail.ts';
import {
  type AnswerResetPorts,
  answerResetRequest,
  requestReset,
  resetLetterId,
} from '../../functions/domain/accounts/reset-password.ts';
import type { SendLetterPorts } from '../../functions/domain/accounts/send-letter.ts';
import type { NewAccount } from '../../functions/domain/model/account.ts';
import { derivedId } from '../../functions/domain/model/derived-id.ts';
import type { NewLetter } from '../../functions/domain/model/letter.ts';
import type { RegistrationStore } from '../../functions/domain/ports/registration-store.ts';
import type { ResetRequestStore } from '../../functions/domain/ports/reset-request-store.ts';
import { countMail } from '../../functions/domain/process/admit-mail.ts';
import { accountStore } from '../../functions/store/accounts.ts';
import { addressStore } from '../../functions/store/addresses.ts';
import { emailKey } from '../../functions/store/items/user.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { registrationStore } from '../../functions/store/registrations.ts';
import { resetRequestStore } from '../../functions/store/reset-requests.ts';
import { sessionStore } from '../../functions/store/sessions.ts';
import { userStore } from '../../functions/store/users.ts';
import { realRuntime, TABLE_NAME } from './boxoffice.ts';
import { aSecurityLog } from './security-log.ts';
import { strictTable } from './strict-table.ts';

const SESSION_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** As a stranger can: all mails of an address that nobody confirmed but its links of the hour, on this day and the next one. */
export async function useUpMails(
  email: string,
  { addresses, runtime }: Pick<SendLetterPorts, 'addresses' | 'runtime'>,
): Promise<void> {
  for (const later of [0, DAY_MS])
    while (await countMail({ name: '', email }, 'booking', runtime.now() + later, addresses));
}

export type SentLetter = Pick<NewLetter, 'kind' | 'to'> & { token: string | undefined };

/** `laterMs` advances the clock. The ports serve the verbs of accounts and the sender. */
export function aLetterService({ table = strictTable(TABLE_NAME), laterMs = 0 } = {}) {
  const sent: SentLetter[] = [];
  const ports: SendLetterPorts &
    AnswerResetPorts &
    AnswerRegistrationPorts & { resetRequests: ResetRequestStore; registrations: RegistrationStore } = {
    letters: letterStore(table),
    accounts: accountStore(table),
    letterTokens: letterTokens(new DerivedSecrets(async () => Buffer.alloc(32, 1))),
    resetRequests: resetRequestStore(table),
    registrations: registrationStore(table),
    users: userStore(table),
    addresses: addressStore(table),
    letterSender: {
      send: async ({ kind, to }, token) => {
        sent.push({ kind, to, token });
        return 'sent';
      },
    },
    runtime: { ...realRuntime, now: () => realRuntime.now() + laterMs },
    securityLog: aSecurityLog(),
    log: { info: () => undefined, warn: () => undefined },
  };

  /** Registers an account, which is asked to confirm its address. `logIn` issues an access token of it. */
  async function anAccount(fields: Partial<NewAccount> = {}) {
    const id = realRuntime.newId();
    const unconfirmed = {
      id,
      name: 'Ada',
      email: `${id.toLowerCase()}@example.com`,
      role: 'attendee' as const,
      passwordHash: '',
      createdAt: new Date(realRuntime.now()).toISOString(),
      sessionGeneration: 0,
      ...fields,
    };
    const { user, letter } = await askToConfirm(unconfirmed, 'en', ports);
    const made = await userStore(table).create(user, undefined, letter);
    if (made !== 'done') throw new Error(`The account was not made: ${made}.`);
    const logIn = async () => {
      const session = { id: realRuntime.newId(), userId: id, generation: 0, tokenHash: realRuntime.newId() };
      await sessionStore(table).create({ ...session, expiresAt: realRuntime.now() + SESSION_MS });
      return tokens().issue(id, session.id);
    };
    return { user, letter, token: await ports.letterTokens.tokenOf(letter), logIn };
  }

  /** Registers an account and asks for a new password. `token`: of the link. */
  async function aForgetfulAccount() {
    const { user } = await anAccount();
    const asked = { email: user.email, language: 'en' as const, sendsMail: true, idempotencyKey: undefined };
    await requestReset(asked, ports);
    const addressDigest = emailKey(user.email).pk.slice('EMAIL#'.length);
    await answerResetRequest(addressDigest, ports);
    const found = await ports.resetRequests.read(addressDigest);
    if (found === undefined) throw new Error('The request was not noted.');
    const letter = {
      id: resetLetterId(user.id, found.request),
      userId: user.id,
      kind: 'reset-password' as const,
    };
    return { user, letter, addressDigest, token: await ports.letterTokens.tokenOf(letter) };
  }

  /** Notes a registration by mail. @returns the token of its link. */
  async function aRegistration() {
    const email = `${realRuntime.newId().toLowerCase()}@example.com`;
    const asked = { name: 'Ada', email, language: 'en' as const, idempotencyKey: undefined };
    await requestRegistration(asked, ports);
    const id = derivedId('registration', email);
    const registration = await ports.registrations.read(id);
    if (registration === undefined) throw new Error('The registration was not noted.');
    const letterId = registrationLetterId(registration);
    const letter = { userId: id, kind: 'complete-registration' as const };
    return ports.letterTokens.tokenOf({ ...letter, id: letterId });
  }

  return { ports, sent, anAccount, aForgetfulAccount, aRegistration };
}
