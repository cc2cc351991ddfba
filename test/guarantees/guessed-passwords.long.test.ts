/**
 * Passwords are guessed slowly: at one account from one address and from many, and at many accounts from one address. The
 * owner logs in meanwhile: from a known address at once, and from a new one after half an hour at most.
 */
import { describe, expect, test } from '@jest/globals';
import { rememberSource } from '../../functions/domain/accounts/guard-log-in.ts';
import { logIn } from '../../functions/domain/accounts/log-in.ts';
import { repeatRegistration } from '../../functions/domain/accounts/repeat-registration.ts';
import { type Account, withNewPassword } from '../../functions/domain/model/account.ts';
import { LOG_IN_WAIT_SECONDS } from '../../functions/domain/model/limits.ts';
import type { User } from '../../functions/domain/model/user.ts';
import { accountStore } from '../../functions/store/accounts.ts';
import { WAIT_IS_WHAT_WAS_SEEN } from '../../functions/store/items/log-in-source.ts';
import { logInSourceStore } from '../../functions/store/log-in-sources.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aClock, aLimiter, type Clock } from '../kit/limiter.ts';
import { meter } from '../kit/metering.ts';
import { aSecurityLog } from '../kit/security-log.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

const RIGHT = 'the right password';
const MINUTE_MS = 60_000;
const WAIT_MS = LOG_IN_WAIT_SECONDS * 1000;

useTestTable();

async function anAccount(): Promise<User> {
  const id = realRuntime.newId();
  const email = `${id.toLowerCase()}@example.com`;
  const account = { id, name: 'Ada', email, role: 'attendee' as const, passwordHash: RIGHT };
  const user = { ...account, createdAt: '2024-01-01T00:00:00.000Z', sessionGeneration: 0 };
  expect(await userStore(strictTable(TABLE_NAME)).create(user, undefined)).toBe('done');
  return user;
}

/** A process that logs in, with the limits of `POST /auth/login`: that of the route and those of the log-in. */
function aDoor({ clock = aClock(), table = strictTable(TABLE_NAME) }: { clock?: Clock; table?: Table } = {}) {
  const { limiter } = aLimiter('on', { clock, table });
  const checked: string[] = [];
  const ports = {
    users: userStore(table),
    securityLog: aSecurityLog(),
    guard: { limiter, sources: logInSourceStore(table), runtime: clock },
    checkPassword: async (password: string, stored: string | undefined) => {
      checked.push(password);
      return password === stored;
    },
  };
  /** @returns `right`, `wrong`, or for how many seconds the log-in is refused. */
  async function enter(
    email: string,
    password: string,
    source: string,
    from: { hasSession?: boolean } = {},
  ): Promise<string | number> {
    try {
      await limiter.admit('log-in-source', source);
      await logIn({ email, password, source, ...from }, ports);
      await limiter.giveBack('log-in-source', source);
      return 'right';
    } catch (error) {
      const { code, extras } = error as { code: string; extras: { retryAfterSeconds?: number } };
      return code === 'too-many-attempts' ? (extras.retryAfterSeconds ?? 0) : code;
    }
  }
  /** Registers again with the key that made the account. `limited`: by the limits of log-ins. */
  function registerAgain(made: User, password: string, { name = made.name, limited = true } = {}) {
    const repeat = { name, password, source: '198.51.100.0' };
    return repeatRegistration(made, repeat, { ...ports, guard: limited ? ports.guard : undefined }).then(
      () => 'right',
      (error: { code: string }) => error.code,
    );
  }
  return {
    clock,
    table,
    checked,
    guard: ports.guard,
    enter,
    registerAgain,
    /** From now on all requests see an address as the first of them does: they read it before any of them writes. */
    readSourcesOnce() {
      const { read } = ports.guard.sources;
      const seen = new Map<string, ReturnType<typeof read>>();
      ports.guard.sources.read = (name) => {
        const first = seen.get(name) ?? read(name);
        seen.set(name, first);
        return first;
      };
    },
  };
}

type Door = ReturnType<typeof aDoor>;

/** Guesses at the account once from each of the addresses. @returns how many passwords were checked. */
async function guess(
  { enter, checked }: Door,
  email: string,
  sources: string[],
  from: { hasSession?: boolean } = {},
): Promise<number> {
  const before = checked.length;
  for (const [n, source] of sources.entries()) await enter(email, `wrong ${n}`, source, from);
  return checked.length - before;
}

const addresses = (count: number, times = 1) =>
  Array.from({ length: count * times }, (_, n) => `198.51.100.${n % count}`);

test('from one address ten guesses at an account are checked, and then one for each 90 seconds', async () => {
  const [door, { email }] = [aDoor(), await anAccount()];
  const begin = door.clock.now();
  expect(await guess(door, email, addresses(1, 30))).toBe(10);
  expect(await door.enter(email, RIGHT, '198.51.100.0')).toBe(90);
  door.clock.set(begin + 90_000);
  expect(await guess(door, email, addresses(1, 5))).toBe(1);
});

describe('A registration that is repeated with its key', () => {
  test('checks ten passwords, together with log-ins, and is refused with the right one then', async () => {
    const [door, account] = [aDoor(), await anAccount()];
    await guess(door, account.email, addresses(1, 4));
    const answers: string[] = [];
    for (let n = 0; n < 8; n += 1) answers.push(await door.registerAgain(account, `wrong ${n}`));
    const refused = ['too-many-requests', 'too-many-requests'];
    expect(answers).toEqual([...Array(6).fill('idempotency-key-reused'), ...refused]);
    expect(door.checked).toHaveLength(10);
    expect(await door.registerAgain(account, RIGHT)).toBe('too-many-requests');
    expect(await door.enter(account.email, RIGHT, '198.51.100.0')).toBe(90);
  });

  test('is answered with the right password as often as it comes, and refused with another name', async () => {
    const [door, account] = [aDoor(), await anAccount()];
    for (let n = 0; n < 12; n += 1) expect(await door.registerAgain(account, RIGHT)).toBe('right');
    expect(await door.registerAgain(account, RIGHT, { name: 'Grace' })).toBe('idempotency-key-reused');
  });

  test('a negative control: without the limits of log-ins it checks as many as come', async () => {
    const [door, account] = [aDoor(), await anAccount()];
    for (let n = 0; n < 30; n += 1) await door.registerAgain(account, `wrong ${n}`, { limited: false });
    expect(door.checked).toHaveLength(30);
    expect(await door.registerAgain(account, RIGHT, { limited: false })).toBe('right');
  });
});

test('of guesses at once no more are checked than the bucket has tokens', async () => {
  const [door, { email }] = [aDoor(), await anAccount()];
  await Promise.all(Array.from({ length: 30 }, () => door.enter(email, 'wrong', '198.51.100.0')));
  expect(door.checked).toHaveLength(10);
});

test('of 200 guesses at an account from 20 addresses 20 are checked, and of more in two hours 140 at most', async () => {
  const [door, { email }] = [aDoor(), await anAccount()];
  expect(await guess(door, email, addresses(20, 10))).toBe(20);
  let inAll = 20;
  const begin = door.clock.now();
  for (let minute = 1; minute <= 2 * 60; minute += 3) {
    door.clock.set(begin + minute * MINUTE_MS);
    inAll += await guess(door, email, minute % 30 === 1 ? addresses(20) : addresses(2));
  }
  expect(inAll).toBeLessThanOrEqual(20 + 2 * 20 + 20 * 2 * 2);
  expect(inAll).toBeGreaterThan(90);
}, 60_000);

test('of one password at 200 accounts from one address 100 are checked', async () => {
  const door = aDoor();
  for (let n = 0; n < 200; n += 1) await door.enter(`a${n}@example.com`, 'password1', '203.0.113.5');
  expect(door.checked).toHaveLength(100);
});

describe('While an account is guessed at from many addresses', () => {
  const HOME = '203.0.113.7';
  const HOTEL = '192.0.2.9';

  test('its owner logs in from a known address at once, for thirty days', async () => {
    const [door, { email }] = [aDoor(), await anAccount()];
    const begin = door.clock.now();
    expect(await door.enter(email, RIGHT, HOME)).toBe('right');
    await guess(door, email, addresses(30));
    expect(await door.enter(email, RIGHT, HOME)).toBe('right');
    door.clock.set(begin + 29 * 24 * 60 * MINUTE_MS);
    await guess(door, email, addresses(30));
    expect(await door.enter(email, RIGHT, HOME)).toBe('right');
  });

  test('its owner goes on where the account was registered, and with a session from anywhere', async () => {
    const [door, { email }] = [aDoor(), await anAccount()];
    await rememberSource({ address: email, source: HOME }, door.guard);
    await guess(door, email, addresses(30));
    expect(await door.enter(email, RIGHT, HOME)).toBe('right');
    expect(await door.enter(email, RIGHT, HOTEL)).toBe(LOG_IN_WAIT_SECONDS);
    expect(await door.enter(email, RIGHT, HOTEL, { hasSession: true })).toBe('right');
  });

  test('a negative control: an address from which the account logged in too long ago waits', async () => {
    const [door, { email }] = [aDoor(), await anAccount()];
    await door.enter(email, RIGHT, HOME);
    door.clock.set(door.clock.now() + 31 * 24 * 60 * MINUTE_MS);
    await guess(door, email, addresses(30));
    expect(await door.enter(email, RIGHT, HOME)).toBe(LOG_IN_WAIT_SECONDS);
  });

  test('its owner waits half an hour at a new address, however much is guessed, and is known from then on', async () => {
    const [door, { email }] = [aDoor(), await anAccount()];
    const begin = door.clock.now();
    await guess(door, email, addresses(30));
    expect(await door.enter(email, RIGHT, HOTEL)).toBe(LOG_IN_WAIT_SECONDS);
    for (let minute = 3; minute < 30; minute += 3) {
      door.clock.set(begin + minute * MINUTE_MS);
      await guess(door, email, addresses(5));
    }
    expect(await door.enter(email, RIGHT, HOTEL)).toBe(LOG_IN_WAIT_SECONDS - 27 * 60);
    door.clock.set(begin + WAIT_MS);
    await guess(door, email, addresses(30));
    expect(await door.enter(email, RIGHT, HOTEL)).toBe('right');
    expect(await door.enter(email, RIGHT, HOTEL)).toBe('right');
  });

  /** @returns how many of eight guesses at once, from an address that has waited, are checked. */
  async function checkedAfterWait(table?: Table): Promise<number> {
    const [door, { email }] = [aDoor(table && { table }), await anAccount()];
    await guess(door, email, addresses(30));
    await door.enter(email, 'wrong', HOTEL);
    door.clock.set(door.clock.now() + WAIT_MS);
    await guess(door, email, addresses(10));
    door.readSourcesOnce();
    const before = door.checked.length;
    await Promise.all(Array.from({ length: 8 }, () => door.enter(email, 'wrong', HOTEL)));
    return door.checked.length - before;
  }

  test('an address that has waited makes one attempt, even of several at once', async () => {
    expect(await checkedAfterWait()).toBe(1);
  });

  test('a negative control: if the wait is not compared, it makes several', async () => {
    expect(await checkedAfterWait(tableWithout(WAIT_IS_WHAT_WAS_SEEN))).toBeGreaterThan(1);
  });
});

describe('Somebody who knew an earlier password, and logged in with it from twenty addresses', () => {
  /** @returns how many of 200 guesses at the next password are checked. `change`: sets it. */
  async function guessesAfter(
    change: (account: Account, hash: string, now: number) => Account,
  ): Promise<number> {
    const door = aDoor();
    const { id, email } = await anAccount();
    for (const source of addresses(20)) expect(await door.enter(email, RIGHT, source)).toBe('right');
    door.clock.set(door.clock.now() + MINUTE_MS);
    const accounts = accountStore(door.table);
    const before = await accounts.read(id);
    if (before === undefined) throw new Error('There is no such account.');
    const after = { ...change(before, 'another password', door.clock.now()), version: before.version + 1 };
    expect(await accounts.change(before, { after, letters: [] })).toBe('done');
    const checked = await guess(door, email, addresses(20, 10));
    expect(await door.enter(email, 'another password', '203.0.113.7', { hasSession: true })).toBe('right');
    return checked;
  }

  test('has as many guesses as a stranger, once the password is another one', async () => {
    expect(await guessesAfter(withNewPassword)).toBe(20);
  });

  test('a negative control: has ten times as many if the account does not tell since when it has its password', async () => {
    const changed = (account: Account, passwordHash: string) => ({ ...account, passwordHash });
    expect(await guessesAfter(changed)).toBe(200);
  });
});

describe('Whoever has a session of an account, and not its password', () => {
  const HOME = '203.0.113.7';
  const withSession = { hasSession: true };

  test('has 20 guesses checked, from however many addresses, and keeps nobody from logging in', async () => {
    const [door, { email }] = [aDoor(), await anAccount()];
    expect(await guess(door, email, addresses(60), withSession)).toBe(20);
    expect(await door.enter(email, RIGHT, HOME, withSession)).toBe(180);
    expect(await door.enter(email, RIGHT, HOME)).toBe('right');
  });

  test('a negative control: counted by address alone, as many as there are addresses', async () => {
    const [door, { email }] = [aDoor(), await anAccount()];
    const { admit } = door.guard.limiter;
    door.guard.limiter.admit = async (limit, key) => {
      if (limit !== 'log-in-account') await admit.call(door.guard.limiter, limit, key);
    };
    expect(await guess(door, email, addresses(60), withSession)).toBe(60);
  });

  test('uses up nothing with the right password', async () => {
    const [door, { email }] = [aDoor(), await anAccount()];
    for (let n = 0; n < 25; n += 1) expect(await door.enter(email, RIGHT, HOME, withSession)).toBe('right');
  });
});

test('right passwords use up nothing: an office of twenty logs in, each with two mistakes', async () => {
  const door = aDoor();
  const accounts = await Promise.all(Array.from({ length: 20 }, anAccount));
  for (const { email } of accounts) {
    for (const password of ['wrong', RIGHT, RIGHT, RIGHT]) await door.enter(email, password, '203.0.113.1');
  }
  for (const { email } of accounts) expect(await door.enter(email, RIGHT, '203.0.113.1')).toBe('right');
});

test('an address with an account and one without take the same calls, in calm and under attack', async () => {
  const callsFor = async (email: string) => {
    const door = aDoor();
    const uses = meter(door.table);
    const answers = [await door.enter(email, 'wrong', '192.0.2.1')];
    await guess(door, email, addresses(30));
    const before = uses.splice(0).map(({ command }) => command);
    for (let n = 0; n < 3; n += 1) answers.push(await door.enter(email, 'wrong', '192.0.2.2'));
    return { answers, calls: [...before, ...uses.map(({ command }) => command)] };
  };
  const { email } = await anAccount();
  expect(await callsFor(email)).toEqual(await callsFor('nobody@example.com'));
});

test('without an answer of the table about limits, log-ins go on', async () => {
  const { email } = await anAccount();
  const door = aDoor({
    table: tableWithFaults((command) => (command === 'UpdateItemCommand' ? 'throttle' : undefined)),
  });
  for (let n = 0; n < 12; n += 1)
    expect(await door.enter(email, 'wrong', '192.0.2.1')).toBe('wrong-credentials');
  expect(await door.enter(email, RIGHT, '192.0.2.1')).toBe('right');
});
