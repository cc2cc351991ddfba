/** What a process knows of the keys of access tokens: when it reads them, and what it does while it cannot. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { makeTokenKey, TokenKeyRing } from '../../functions/credentials/token-keys.ts';
import { rotateTokenKeys } from '../../functions/domain/accounts/rotate-token-keys.ts';
import {
  TOKEN_KEY_LEAD_MS,
  TOKEN_KEYS_FRESH_MS,
  TOKEN_KEYS_STALE_MS,
  UNKNOWN_KEY_PAUSE_MS,
} from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { NO_TOKEN_KEYS, type TokenKeys } from '../../functions/domain/model/token-keys.ts';
import { realRuntime } from '../kit/boxoffice.ts';
import { aSecurityLog } from '../kit/security-log.ts';

let now: number;
let stored: TokenKeys;
let reads: number;
let isDown: boolean;
let opened: number;
const kept = new Map<string, Uint8Array>();

const tokenKeys = {
  async read() {
    reads += 1;
    if (isDown) throw new Busy();
    return stored;
  },
  async replace(after: TokenKeys) {
    if (after.revision === stored.revision + 1) stored = after;
  },
};
const secrets = {
  read: async ({ id = '' }) => kept.get(id),
  async create({ id = '' }, secret: Uint8Array) {
    kept.set(id, secret);
    return secret;
  },
  async remove({ id = '' }) {
    kept.delete(id);
  },
};
const aRing = () =>
  new TokenKeyRing({
    tokenKeys,
    secrets: () => {
      opened += 1;
      return secrets;
    },
    now: () => now,
  });

async function rotate(endsEarlier = false, store = secrets): Promise<string> {
  const sleep = async (ms: number) => {
    now += ms;
  };
  const runtime = { ...realRuntime, now: () => now, sleep };
  const ports = { tokenKeys, secrets: store, makeKey: makeTokenKey, securityLog: aSecurityLog(), runtime };
  return (await rotateTokenKeys({ endsEarlier }, ports)).id;
}

let signer: TokenKeyRing;
beforeEach(async () => {
  now = 1_000_000_000;
  stored = NO_TOKEN_KEYS;
  isDown = false;
  kept.clear();
  signer = aRing();
  await signer.signing();
  [reads, opened] = [0, 0];
});
const current = async () => (await signer.signing()).id;

describe('A process', () => {
  test('reads the keys once a minute, whatever comes, and at the same time once', async () => {
    const ring = aRing();
    const id = await current();
    reads = 0;
    await Promise.all(Array.from({ length: 50 }, () => ring.verifying(id, false)));
    expect(reads).toBe(1);
    now += TOKEN_KEYS_FRESH_MS - 1;
    await ring.verifying(id, false);
    expect(reads).toBe(1);
    now += 1;
    await ring.verifying(id, false);
    expect(reads).toBe(2);
  });

  test('that verifies never opens the secrets', async () => {
    const ring = aRing();
    const id = await current();
    opened = 0;
    expect(await ring.verifying(id, false)).toBeDefined();
    await ring.verifying('unknown', true);
    expect(opened).toBe(0);
  });

  test('signs with the next key by itself, and verifies with both', async () => {
    const former = await current();
    const next = await rotate();
    now += TOKEN_KEY_LEAD_MS - 1;
    expect(await current()).toBe(former);
    now += 1;
    expect(await current()).toBe(next);
    for (const id of [former, next]) expect(await signer.verifying(id, false)).toBeDefined();
  });

  test('forgets within a minute what another process has ended', async () => {
    const former = await current();
    await rotate(true);
    now += TOKEN_KEYS_FRESH_MS;
    for (const isGuest of [true, false]) expect(await signer.verifying(former, isGuest)).toBeUndefined();
  });
});

describe('The private half of a key', () => {
  test('is removed by the first rotation after the overlap, and its public half stays', async () => {
    const former = await current();
    const next = await rotate();
    expect([...kept.keys()]).toEqual([former, next]);
    now += TOKEN_KEY_LEAD_MS;
    const soon = await rotate();
    expect([...kept.keys()]).toEqual([former, next, soon]);
    now += 60 * 60 * 1000;
    const last = await rotate();
    expect([...kept.keys()]).toEqual([soon, last]);
    expect(stored.keys.map(({ id }) => id)).toEqual([former, next, soon, last]);
  });

  test('is removed at once if the rotation ends its key, and a process that did not read it signs with the new one', async () => {
    const late = aRing();
    await late.verifying(await current(), false);
    const next = await rotate(true);
    expect([...kept.keys()]).toEqual([next]);
    expect((await late.signing()).id).toBe(next);
  });

  test('that is missing for another reason is reported', async () => {
    const late = aRing();
    const id = await current();
    kept.clear();
    await expect(late.signing()).rejects.toThrow(`The secret of the token key ${id} is missing.`);
  });

  test('stays if the store of secrets does not answer, and the rotation is done', async () => {
    const former = await current();
    await rotate();
    now += 60 * 60 * 1000;
    const down = { ...secrets, remove: async () => Promise.reject(new Busy()) };
    const last = await rotate(false, down);
    expect(stored.keys.at(-1)?.id).toBe(last);
    expect(kept.has(former)).toBe(true);
    await rotate();
    expect(kept.has(former)).toBe(false);
  });
});

describe('A token with an unknown key', () => {
  test('has the keys read again, so that a key that signs at once is known at once', async () => {
    const ring = aRing();
    await ring.verifying(await current(), false);
    const next = await rotate(true);
    expect(await ring.verifying(next, false)).toBeDefined();
  });

  test('has them read once in five seconds, however many come', async () => {
    const ring = aRing();
    await ring.verifying(await current(), false);
    reads = 0;
    for (let count = 0; count < 1_000; count += 1) await ring.verifying(`forged-${count}`, false);
    expect(reads).toBe(1);
    now += UNKNOWN_KEY_PAUSE_MS - 1;
    await ring.verifying('forged', false);
    expect(reads).toBe(1);
    now += 1;
    await ring.verifying('forged', false);
    expect(reads).toBe(2);
  });

  test('is not read for if the key is known and has expired', async () => {
    const former = await current();
    await rotate();
    now += 24 * 60 * 60 * 1000;
    await signer.signing();
    reads = 0;
    expect(await signer.verifying(former, false)).toBeUndefined();
    expect(await signer.verifying(former, true)).toBeDefined();
    expect(reads).toBe(0);
  });
});

describe('While the table cannot be read', () => {
  test('what is known counts for five minutes, and then nothing does', async () => {
    const id = await current();
    isDown = true;
    now += TOKEN_KEYS_STALE_MS - 1;
    expect(await signer.verifying(id, false)).toBeDefined();
    now += 1;
    await expect(signer.verifying(id, false)).rejects.toThrow(Busy);
    isDown = false;
    expect(await signer.verifying(id, false)).toBeDefined();
  });

  test('a process that knows nothing yet says that it is busy, not that a token is wrong', async () => {
    isDown = true;
    await expect(aRing().verifying('any', false)).rejects.toThrow(Busy);
  });
});

describe('The first key', () => {
  test('is one, however many processes sign at the same time', async () => {
    stored = NO_TOKEN_KEYS;
    const ids = await Promise.all(Array.from({ length: 8 }, async () => (await aRing().signing()).id));
    expect(new Set(ids).size).toBe(1);
    expect(stored.keys.map(({ id }) => id)).toEqual([ids[0]]);
  });
});

test('a key whose private half is missing is reported with what to do, and no other one is made', async () => {
  kept.clear();
  await expect(aRing().signing()).rejects.toThrow(/Restore it, or: npm run rotate-keys/);
  expect(stored.keys).toHaveLength(1);
});
