/**
 * A link in a mail works once, and a letter is sent once, for a change that was made. Each guard has a negative control:
 * without it, the test fails.
 */
import { describe, expect, test } from '@jest/globals';
import { confirmAddress, requestConfirmation } from '../../functions/domain/accounts/confirm-address.ts';
import {
  answerResetRequest,
  requestReset,
  resetLetterId,
  resetPassword,
} from '../../functions/domain/accounts/reset-password.ts';
import { sendLetter } from '../../functions/domain/accounts/send-letter.ts';
import { letterTo, OWNER_LETTER_KINDS } from '../../functions/domain/model/letter.ts';
import {
  CONFIRMATION_TTL_MS,
  HOURLY_LETTERS_PER_ADDRESS_AND_DAY,
  LETTER_PAUSE_MS,
  NOTICE_CLAIM_MS,
  PASSWORD_RESET_TTL_MS,
} from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import type { User } from '../../functions/domain/model/user.ts';
import { ACCOUNT_WAS_NEVER_CHANGED } from '../../functions/store/items/account.ts';
import {
  fromLetterItem,
  LETTER_CAN_BE_CLAIMED,
  letterKey,
  toLetterItem,
} from '../../functions/store/items/letter.ts';
import { LINK_MAY_BE_REQUESTED } from '../../functions/store/items/link-request.ts';
import { emailKey } from '../../functions/store/items/user.ts';
import { pendingWorkStore } from '../../functions/store/pending-work.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { IS_NEW } from '../../functions/store/table/existence.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { isWritten } from '../../functions/store/table/write.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aLetterService, useUpMails } from '../kit/letters.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const MINUTE_MS = 60_000;

const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? 'done' : result.reason.code)).sort();

/** Two requests with one token, neither of which writes before both have read. */
async function useTwice(table: Table): Promise<string[]> {
  const { ports, anAccount } = aLetterService({ table });
  const { user, token } = await anAccount();
  const allHaveRead = barrier(2);
  const accounts: typeof ports.accounts = {
    ...ports.accounts,
    change: async (...change) => {
      await allHaveRead();
      return ports.accounts.change(...change);
    },
  };
  const use = () =>
    confirmAddress(
      { userId: user.id, token, idempotencyKey: undefined, language: 'en' },
      { ...ports, accounts },
    );
  return codesOf(await Promise.allSettled([use(), use()]));
}

/** Two senders of one letter, neither of which claims it before both have read it. @returns how often it was sent. */
async function sendTwice(table: Table): Promise<number> {
  const { ports, sent, anAccount } = aLetterService({ table });
  const { letter } = await anAccount();
  const allHaveRead = barrier(2);
  const letters: typeof ports.letters = {
    ...ports.letters,
    claim: async (...claim) => {
      await allHaveRead();
      return ports.letters.claim(...claim);
    },
  };
  const send = () => sendLetter(letter.userId, letter.id, { ...ports, letters });
  await Promise.all([send(), send()]);
  return sent.length;
}

describe('The token of a link', () => {
  test('works for one of two requests at once', async () => {
    expect(await useTwice(strictTable(TABLE_NAME))).toEqual(['done', 'link-void']);
  });

  test('a negative control: without the condition on the account it works twice', async () => {
    expect(await useTwice(tableWithout(ACCOUNT_WAS_NEVER_CHANGED))).toEqual(['done', 'done']);
  });

  test('is answered alike to a repeat with its key, and is void for any other', async () => {
    const { ports, anAccount } = aLetterService();
    const { user, token } = await anAccount();
    const use = (idempotencyKey?: string) =>
      confirmAddress({ userId: user.id, token, idempotencyKey, language: 'en' }, ports);
    await use('once');
    await use('once');
    await expect(use('again')).rejects.toMatchObject({ code: 'link-void' });
    await expect(use()).rejects.toMatchObject({ code: 'link-void' });
    expect(await ports.accounts.read(user.id)).toMatchObject({ isAddressConfirmed: true, version: 1 });
  });

  test('is void for everybody but the account, so that nobody confirms their address for a stranger', async () => {
    const { ports, anAccount } = aLetterService();
    const [stranger, owner] = [await anAccount(), await anAccount()];
    const request = { token: stranger.token, idempotencyKey: undefined, language: 'en' as const };
    const use = (userId: string) => confirmAddress({ ...request, userId }, ports);
    await expect(use(owner.user.id)).rejects.toMatchObject({ code: 'link-void' });
    expect(await ports.accounts.read(stranger.user.id)).not.toHaveProperty('isAddressConfirmed');
    await use(stranger.user.id);
  });

  test('is void once it has expired, and of no account', async () => {
    const { anAccount } = aLetterService();
    const { ports } = aLetterService({ laterMs: CONFIRMATION_TTL_MS });
    const { user, token } = await anAccount();
    const [, secret] = token.split('.');
    for (const wrong of [token, `${realRuntime.newId()}.${secret}`, `${user.id}.wrong`, 'wrong']) {
      const use = confirmAddress(
        { userId: user.id, token: wrong, idempotencyKey: undefined, language: 'en' },
        ports,
      );
      await expect(use).rejects.toMatchObject({ code: 'link-void' });
    }
  });

  test('is not stored: the account has its digest alone', async () => {
    const { ports, anAccount } = aLetterService();
    const { user, letter, token } = await anAccount();
    const stored = [await ports.accounts.read(user.id), await ports.letters.read(user.id, letter.id)];
    expect(JSON.stringify(stored)).not.toContain(token.split('.')[1]);
    expect(stored[0]?.['confirmation' as keyof object]).toHaveProperty('digest');
  });
});

describe('Another link', () => {
  const ask = (userId: string, { ports }: ReturnType<typeof aLetterService>) =>
    requestConfirmation({ userId, language: 'de', sendsMail: true, idempotencyKey: undefined }, ports);

  test('is not mailed soon after the last one; then it makes the earlier one void', async () => {
    const [now, later] = [aLetterService(), aLetterService({ laterMs: LETTER_PAUSE_MS })];
    const { user, letter, token } = await now.anAccount();
    await ask(user.id, now);
    expect(await now.ports.accounts.read(user.id)).toMatchObject({ version: 0 });
    await ask(user.id, later);
    expect(await now.ports.accounts.read(user.id)).toMatchObject({ version: 1 });
    const use = confirmAddress(
      { userId: user.id, token, idempotencyKey: undefined, language: 'en' },
      later.ports,
    );
    await expect(use).rejects.toMatchObject({ code: 'link-void' });
    await sendLetter(user.id, letter.id, later.ports);
    expect(later.sent).toEqual([]);
    const found = await later.ports.letters.read(user.id, letter.id);
    expect(found?.state.settled?.outcome).toBe('overtaken');
  });

  test('is not mailed for an address that is confirmed', async () => {
    const later = aLetterService({ laterMs: LETTER_PAUSE_MS });
    const { user, token } = await later.anAccount();
    await confirmAddress({ userId: user.id, token, idempotencyKey: undefined, language: 'en' }, later.ports);
    await ask(user.id, later);
    expect(await later.ports.accounts.read(user.id)).toMatchObject({ version: 1 });
  });
});

/** Somebody asks for a link to reset the password, so long after now. @returns the letter that is sent, if one is. */
async function askAt(
  laterMs: number,
  { id, email }: Pick<User, 'id' | 'email'>,
  { table = strictTable(TABLE_NAME), idempotencyKey }: { table?: Table; idempotencyKey?: string } = {},
) {
  const { ports, sent } = aLetterService({ laterMs, table });
  await requestReset({ email, language: 'en', sendsMail: true, idempotencyKey }, ports);
  const addressDigest = emailKey(email).pk.slice('EMAIL#'.length);
  await answerResetRequest(addressDigest, ports);
  const found = await ports.resetRequests.read(addressDigest);
  if (found !== undefined) await sendLetter(id, resetLetterId(id, found.request), ports);
  return sent[0];
}

/**
 * A stranger asks for the link of an account every ten minutes of a day, and uses up the other mails of its address. `keys`: of their
 * requests, in turn.
 */
async function askAllDay(table: Table, keys: string[] = []) {
  const { ports, anAccount } = aLetterService();
  const { user } = await anAccount();
  await useUpMails(user.email, ports);
  let mails = 0;
  let looksWithoutLink = 0;
  let latest = '';
  for (let minute = 0; minute < 24 * 60; minute += 10) {
    const idempotencyKey = keys[(minute / 10) % keys.length];
    const sent = await askAt(minute * MINUTE_MS, user, { table, ...(idempotencyKey && { idempotencyKey }) });
    mails += sent === undefined ? 0 : 1;
    latest = sent?.token ?? latest;
    const works = (await ports.accounts.read(user.id))?.passwordReset;
    const isMailed = works?.digest === ports.letterTokens.read(latest).digest;
    looksWithoutLink += isMailed && works.expiresAt > realRuntime.now() + minute * MINUTE_MS ? 0 : 1;
  }
  return { mails, looksWithoutLink };
}

describe('A stranger who asks for the link to reset a password every ten minutes of a day', () => {
  test('keeps none away from its owner: one that works was mailed within the hour, or is mailed now', async () => {
    const { mails, looksWithoutLink } = await askAllDay(strictTable(TABLE_NAME));
    expect(looksWithoutLink).toBe(0);
    expect(mails).toBeLessThanOrEqual(HOURLY_LETTERS_PER_ADDRESS_AND_DAY);
  }, 60_000);

  test('keeps none away by keys that were used before, either', async () => {
    const { mails, looksWithoutLink } = await askAllDay(strictTable(TABLE_NAME), [
      'one',
      'two',
      'three',
      'four',
    ]);
    expect(looksWithoutLink).toBe(0);
    expect(mails).toBeLessThanOrEqual(HOURLY_LETTERS_PER_ADDRESS_AND_DAY);
  }, 60_000);

  test('a negative control: if each request voids the link before it, the owner has none for most of the day', async () => {
    const { looksWithoutLink } = await askAllDay(tableWithout(LINK_MAY_BE_REQUESTED));
    expect(looksWithoutLink).toBeGreaterThan(50);
  }, 60_000);
});

describe('A link to reset a password', () => {
  const reset = (token: string, { ports }: ReturnType<typeof aLetterService>, key?: string) =>
    resetPassword(
      { token, language: 'en', sendsMail: true, idempotencyKey: key, hash: async () => 'a hash' },
      ports,
    );

  test('works once, ends all sessions, and is told in the same write', async () => {
    const service = aLetterService();
    const { user, token } = await service.aForgetfulAccount();
    await reset(token, service, 'once');
    await reset(token, service, 'once');
    await expect(reset(token, service)).rejects.toMatchObject({ code: 'link-void' });
    const stored = await service.ports.accounts.read(user.id);
    expect(stored).toMatchObject({ passwordHash: 'a hash', endedGeneration: 1, isAddressConfirmed: true });
    expect(stored).not.toHaveProperty('passwordReset');
  });

  test('is issued once for a request, also if the stream repeats it after the link was used', async () => {
    const service = aLetterService();
    const { user, token, addressDigest } = await service.aForgetfulAccount();
    await answerResetRequest(addressDigest, service.ports);
    await reset(token, service);
    await answerResetRequest(addressDigest, service.ports);
    expect(await service.ports.accounts.read(user.id)).toMatchObject({ version: 2 });
    await expect(reset(token, service)).rejects.toMatchObject({ code: 'link-void' });
  });

  test('is void after an hour, and once another one was issued', async () => {
    const service = aLetterService();
    const { user, token } = await service.aForgetfulAccount();
    const late = reset(token, aLetterService({ laterMs: PASSWORD_RESET_TTL_MS }));
    await expect(late).rejects.toMatchObject({ code: 'link-void' });
    await askAt(PASSWORD_RESET_TTL_MS, user);
    // By a clock that is behind, it would work still.
    await expect(reset(token, service)).rejects.toMatchObject({ code: 'link-void' });
  });

  test('is asked for by the same calls to the table, with or without an account', async () => {
    const table = strictTable(TABLE_NAME);
    const calls: [string | undefined, unknown][] = [];
    table.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          calls.push([commandName, Object.keys(args.input)]);
          return next(args);
        },
      { step: 'initialize', name: 'watch' },
    );
    const { user } = await aLetterService().anAccount();
    const { ports } = aLetterService({ table });
    const ask = async (email: string) => {
      calls.length = 0;
      await requestReset({ email, language: 'en', sendsMail: true, idempotencyKey: undefined }, ports);
      return [...calls];
    };
    const [known, unknown] = [await ask(user.email), await ask(`${realRuntime.newId()}@example.com`)];
    expect(known.map(([name]) => name)).toEqual(['PutItemCommand']);
    expect(known).toEqual(unknown);
  });
});

describe('A letter', () => {
  test('is sent once by two senders at once, and then has no address', async () => {
    expect(await sendTwice(strictTable(TABLE_NAME))).toBe(1);
    const { ports, sent, anAccount } = aLetterService();
    const { user, letter, token } = await anAccount();
    await sendLetter(user.id, letter.id, ports);
    await sendLetter(user.id, letter.id, ports);
    expect(sent).toEqual([{ kind: 'confirm-address', to: letter.to, token }]);
    const found = await ports.letters.read(user.id, letter.id);
    expect(found?.letter).not.toHaveProperty('to');
    expect(found?.state.settled?.outcome).toBe('sent');
  });

  test('a negative control: without the condition of the claim it is sent twice', async () => {
    expect(await sendTwice(tableWithout(LETTER_CAN_BE_CLAIMED))).toBe(2);
  });

  test('that the mail service does not take is tried again, when the sweep finds it due', async () => {
    const { ports, sent, anAccount } = aLetterService();
    const { user, letter } = await anAccount();
    const refusing = async () => {
      throw new Busy('The mail service does not answer.');
    };
    await sendLetter(user.id, letter.id, { ...ports, letterSender: { send: refusing } });
    await sendLetter(user.id, letter.id, ports);
    expect(sent).toEqual([]);
    const later = aLetterService({ laterMs: NOTICE_CLAIM_MS });
    await sendLetter(user.id, letter.id, later.ports);
    expect(later.sent).toHaveLength(1);
  });

  test('of which the stream told nobody is found by the sweep, until it is settled', async () => {
    const { ports, anAccount } = aLetterService();
    const { user, letter } = await anAccount();
    const dueIn = async (ms: number) => {
      const found: string[] = [];
      for await (const { due } of pendingWorkStore(aBoxoffice().table).due(realRuntime.now() + ms, undefined))
        found.push(...due.flatMap((one) => (one.reason === 'letter' ? one.letterId : [])));
      return found;
    };
    expect(await dueIn(0)).not.toContain(letter.id);
    expect(await dueIn(NOTICE_CLAIM_MS)).toContain(letter.id);
    await aBoxoffice().sweep(NOTICE_CLAIM_MS);
    await sendLetter(user.id, letter.id, ports);
    expect(await dueIn(NOTICE_CLAIM_MS * 10)).not.toContain(letter.id);
    expect(await ports.letters.wake(user.id, letter.id, realRuntime.now())).toBe(false);
  });

  test.each(OWNER_LETTER_KINDS)(
    'of the kind %s is sent, and not by functions that do not know the kind',
    async (kind) => {
      const { ports, sent, anAccount } = aLetterService();
      const { user } = await anAccount();
      const letterOf = async () => {
        const written = { id: realRuntime.newId(), at: realRuntime.now() };
        const letter = letterTo(user, kind, 'de', written);
        await ports.letters.write(letter);
        return letter;
      };
      const letter = await letterOf();
      await sendLetter(user.id, letter.id, ports);
      expect(sent).toEqual([{ kind, to: letter.to, token: undefined }]);

      const unknown = await letterOf();
      const item = await getItem(strictTable(TABLE_NAME), letterKey(user.id, unknown.id));
      const { tells: _unknown, ...known } = item ?? {};
      const read = async () => fromLetterItem(known);
      await sendLetter(user.id, unknown.id, { ...ports, letters: { ...ports.letters, read } });
      expect(sent).toHaveLength(1);
      expect((await ports.letters.read(user.id, unknown.id))?.state.settled?.outcome).toBe('overtaken');
    },
  );

  test('of a kind that a later version writes is not sent, and fails nothing', async () => {
    const { ports, sent, anAccount } = aLetterService();
    const { user } = await anAccount();
    const [kind, id] = ['role-changed', realRuntime.newId()] as const;
    const item = toLetterItem(letterTo(user, kind, 'de', { id, at: realRuntime.now() }));
    await isWritten(strictTable(TABLE_NAME), { put: { ...item, tells: 'a later kind' }, when: IS_NEW });
    await sendLetter(user.id, id, ports);
    expect(sent).toEqual([]);
    expect((await ports.letters.read(user.id, id))?.state.settled?.outcome).toBe('overtaken');
    expect((await ports.letters.listOf(user.id, 10)).map(({ letter }) => letter.id)).toContain(id);
  });

  test('is not sent once its link has expired', async () => {
    const { user, letter } = await aLetterService().anAccount();
    const { ports, sent } = aLetterService({ laterMs: CONFIRMATION_TTL_MS });
    await sendLetter(user.id, letter.id, ports);
    expect(sent).toEqual([]);
  });
});
