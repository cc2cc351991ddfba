/**
 * Registering by mail: the request makes the same calls for every address, the account has the password that was stated with the
 * link, and a stranger who registers the address voids no link that works. The negative controls remove the conditions.
 */
import { describe, expect, test } from '@jest/globals';
import { completeRegistration } from '../../functions/domain/accounts/complete-registration.ts';
import {
  answerRegistration,
  registrationLetterId,
  requestRegistration,
} from '../../functions/domain/accounts/register-by-mail.ts';
import { readRegistration } from '../../functions/domain/accounts/registration-setting.ts';
import { sendLetter } from '../../functions/domain/accounts/send-letter.ts';
import { derivedId } from '../../functions/domain/model/derived-id.ts';
import {
  HOURLY_LETTERS_PER_ADDRESS_AND_DAY,
  REGISTRATION_TTL_MS,
} from '../../functions/domain/model/limits.ts';
import { accountStore } from '../../functions/store/accounts.ts';
import { LINK_MAY_BE_REQUESTED } from '../../functions/store/items/link-request.ts';
import { REGISTRATION_IS_LATEST } from '../../functions/store/items/registration.ts';
import { registrationStore } from '../../functions/store/registrations.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aLetterService, useUpMails } from '../kit/letters.ts';
import { meter } from '../kit/metering.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFirstFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const anAddress = () => `${realRuntime.newId().toLowerCase()}@example.com`;
const idOf = (email: string) => derivedId('registration', email);
const asked = (email: string) => ({
  name: 'Ada',
  email,
  language: 'en' as const,
  idempotencyKey: undefined,
});
const hash = async () => 'a hash';

describe('Registering by mail', () => {
  test('makes the same calls for an address with an account and for one without', async () => {
    const { anAccount, ports } = aLetterService();
    await ports.letterTokens.digestOf({ id: 'a', userId: 'b', kind: 'reset-password' });
    const callsFor = async (email: string) => {
      const table = strictTable(TABLE_NAME);
      const uses = meter(table);
      await requestRegistration(asked(email), { ...ports, registrations: registrationStore(table) });
      return uses;
    };
    const { email } = (await anAccount()).user;
    const calls = await callsFor(email);
    expect(calls).toEqual([{ command: 'PutItemCommand', units: expect.any(Number) }]);
    expect(await callsFor(anAddress())).toEqual(calls);
  });

  test('writes one letter, however often the stream calls, and none for what was completed', async () => {
    const { ports, sent } = aLetterService();
    const email = anAddress();
    await requestRegistration(asked(email), ports);
    for (let n = 0; n < 3; n += 1) await answerRegistration(idOf(email), ports);
    const [letter, ...others] = await ports.letters.listOf(idOf(email), 10);
    expect(others).toEqual([]);
    for (let n = 0; n < 2; n += 1) await sendLetter(idOf(email), letter?.letter.id ?? '', ports);
    expect(sent).toMatchObject([{ kind: 'complete-registration', to: { email } }]);
    const { digest } = ports.letterTokens.read(sent[0]?.token ?? '');
    const completion = { registrationId: idOf(email), digest, idempotencyKey: '1', hash };
    expect(await completeRegistration(completion, ports)).toBe(true);
    await answerRegistration(idOf(email), ports);
    expect(await ports.registrations.read(idOf(email))).toBeUndefined();
    expect(await userStore(strictTable(TABLE_NAME)).readByEmail(email)).toMatchObject({
      isAddressConfirmed: true,
      passwordHash: 'a hash',
    });
  });

  test.each(['lost-after', 'lost-before', 'conflict', 'throttle'] as const)(
    'is completed once, also with a %s fault in the write',
    async (fault) => {
      const { ports } = aLetterService();
      const email = anAddress();
      await requestRegistration(asked(email), ports);
      const registration = await ports.registrations.read(idOf(email));
      const table = tableWithFirstFaults('TransactWriteItemsCommand', [fault]);
      const completion = {
        registrationId: idOf(email),
        digest: registration?.digest ?? '',
        idempotencyKey: undefined,
        hash,
      };
      const faulty = { registrations: registrationStore(table), runtime: realRuntime };
      expect(await completeRegistration(completion, faulty)).toBe(true);
      expect(await completeRegistration(completion, ports)).toBe(false);
      expect((await userStore(strictTable(TABLE_NAME)).readByEmail(email))?.name).toBe('Ada');
    },
  );

  test('is not completed by another token, or after an hour', async () => {
    const { ports } = aLetterService();
    const email = anAddress();
    await requestRegistration(asked(email), ports);
    const { digest = '' } = (await ports.registrations.read(idOf(email))) ?? {};
    const complete = (of: string, laterMs: number) =>
      completeRegistration(
        { registrationId: idOf(email), digest: of, idempotencyKey: undefined, hash },
        { registrations: ports.registrations, runtime: { ...realRuntime, now: () => Date.now() + laterMs } },
      );
    expect(await complete('another', 0)).toBe(false);
    expect(await complete(digest, REGISTRATION_TTL_MS)).toBe(false);
    expect(await complete(digest, REGISTRATION_TTL_MS - 60_000)).toBe(true);
  });

  test('does not take over an address that got an account meanwhile', async () => {
    const { anAccount, ports } = aLetterService();
    const email = anAddress();
    await requestRegistration(asked(email), ports);
    const { digest = '' } = (await ports.registrations.read(idOf(email))) ?? {};
    const { id } = (await anAccount({ email })).user;
    const completion = { registrationId: idOf(email), digest, idempotencyKey: undefined, hash };
    await expect(completeRegistration(completion, ports)).rejects.toMatchObject({ code: 'email-taken' });
    expect((await userStore(strictTable(TABLE_NAME)).readByEmail(email))?.id).toBe(id);
  });

  /** Completes a registration that another one replaced, once its link was old, after it was read. */
  async function completeReplaced(table = strictTable(TABLE_NAME)) {
    const { ports } = aLetterService();
    const email = anAddress();
    await requestRegistration(asked(email), ports);
    const stale = await ports.registrations.read(idOf(email));
    if (stale === undefined) throw new Error('Nothing was noted.');
    await requestRegistration(asked(email), aLetterService({ laterMs: REGISTRATION_TTL_MS }).ports);
    const user = {
      ...stale,
      passwordHash: 'a hash',
      role: 'attendee' as const,
      createdAt: '',
      sessionGeneration: 0,
      id: realRuntime.newId(),
    };
    return registrationStore(table).complete(stale, user, 'completion');
  }

  test('does not complete a registration that another one replaced meanwhile', async () => {
    expect(await completeReplaced()).toBe('failed');
  });

  test('a negative control: without the condition, the replaced one is completed', async () => {
    expect(await completeReplaced(tableWithout(REGISTRATION_IS_LATEST))).toBe('done');
  });
});

/** Somebody registers an address, so long after now. @returns the letter that is sent, if one is. */
async function registerAt(laterMs: number, email: string, table: Table, idempotencyKey?: string) {
  const { ports, sent } = aLetterService({ laterMs, table });
  await requestRegistration({ ...asked(email), idempotencyKey }, ports);
  await answerRegistration(idOf(email), ports);
  const registration = await ports.registrations.read(idOf(email));
  if (registration !== undefined) await sendLetter(idOf(email), registrationLetterId(registration), ports);
  return sent[0];
}

/**
 * A stranger registers an address every ten minutes of a day, and uses up its other mails. `keys`: of their requests, in turn.
 */
async function registerAllDay(table: Table, keys: string[] = []) {
  const { ports } = aLetterService();
  const email = anAddress();
  await useUpMails(email, ports);
  let mails = 0;
  let looksWithoutLink = 0;
  let latest = '';
  for (let minute = 0; minute < 24 * 60; minute += 10) {
    const laterMs = minute * 60_000;
    const sent = await registerAt(laterMs, email, table, keys[(minute / 10) % keys.length]);
    mails += sent === undefined ? 0 : 1;
    latest = sent?.token ?? latest;
    const noted = await ports.registrations.read(idOf(email));
    const isMailed = noted?.digest === ports.letterTokens.read(latest).digest;
    const works = isMailed && noted.requestedAt + REGISTRATION_TTL_MS > realRuntime.now() + laterMs;
    looksWithoutLink += works ? 0 : 1;
  }
  return { mails, looksWithoutLink };
}

describe('A stranger who registers an address every ten minutes of a day', () => {
  test('keeps no link from its owner: one that works was mailed within the hour, or is mailed now', async () => {
    const { mails, looksWithoutLink } = await registerAllDay(strictTable(TABLE_NAME));
    expect(looksWithoutLink).toBe(0);
    expect(mails).toBeLessThanOrEqual(HOURLY_LETTERS_PER_ADDRESS_AND_DAY);
  }, 60_000);

  test('keeps none by keys that were used before, either', async () => {
    const { looksWithoutLink } = await registerAllDay(strictTable(TABLE_NAME), [
      'one',
      'two',
      'three',
      'four',
    ]);
    expect(looksWithoutLink).toBe(0);
  }, 60_000);

  test('a negative control: if each voids the link before it, the owner has none for most of the day', async () => {
    const { looksWithoutLink } = await registerAllDay(tableWithout(LINK_MAY_BE_REQUESTED));
    expect(looksWithoutLink).toBeGreaterThan(50);
  }, 60_000);
});

describe('The link of an address whose account was given up', () => {
  const HOUR = 3_600_000;
  /** Registers by a key and completes it. @returns whether an account was made. */
  async function complete(email: string, laterMs: number, key?: string) {
    const table = strictTable(TABLE_NAME);
    const letter = await registerAt(laterMs, email, table, key);
    if (letter?.token === undefined) return false;
    const { ports } = aLetterService({ laterMs });
    const { digest } = ports.letterTokens.read(letter.token);
    const completion = { registrationId: idOf(email), digest, idempotencyKey: undefined, hash };
    return completeRegistration(completion, ports);
  }
  /** The account at the address moves to another one. */
  async function moveAway(email: string) {
    const accounts = accountStore(strictTable(TABLE_NAME));
    const user = await userStore(strictTable(TABLE_NAME)).readByEmail(email);
    const account = await accounts.read(user?.id ?? '');
    if (account === undefined) throw new Error('Nobody has the address.');
    const after = { ...account, email: anAddress(), version: account.version + 1 };
    expect(await accounts.change(account, { after, letters: [] })).toBe('done');
  }

  test('works also if the key that a request repeats had completed a registration before', async () => {
    const email = anAddress();
    expect(await complete(email, 0, 'a key')).toBe(true);
    await moveAway(email);
    expect(await complete(email, HOUR, 'another key')).toBe(true);
    await moveAway(email);
    expect(await complete(email, 2 * HOUR, 'a key')).toBe(true);
  });

  test('is mailed at once after one that was used', async () => {
    const email = anAddress();
    expect(await complete(email, 0)).toBe(true);
    await moveAway(email);
    expect(await complete(email, 1_000)).toBe(true);
  });
});

test('the setting is open or by-mail, and by-mail needs mail', () => {
  expect([
    readRegistration('R'),
    readRegistration('R', 'open', false),
    readRegistration('R', 'by-mail'),
  ]).toEqual([false, false, true]);
  expect(() => readRegistration('R', 'closed')).toThrow('R=closed is neither open nor by-mail.');
  expect(() => readRegistration('R', 'by-mail', false)).toThrow('R=by-mail needs mail');
});
