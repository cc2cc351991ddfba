/** Makes a new key of access tokens, without a restart: processes read the keys again each minute. */
import { BOOKING_RETRY_BUDGET_MS, TOKEN_KEYS_LIMIT } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import { retiredKeys, type TokenKey, withTokenKey } from '../model/token-keys.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import type { TokenKeyStore } from '../ports/token-key-store.ts';
import { RetryBudget } from '../process/retry-budget.ts';

export type RotateTokenKeysPorts = {
  tokenKeys: TokenKeyStore;
  secrets: Pick<SecretStore, 'create' | 'remove'>;
  makeKey: () => Promise<{ publicKey: Omit<TokenKey, 'signsFrom'>; privateKey: Uint8Array }>;
  securityLog: SecurityLog;
  runtime: Runtime;
};

/** There are as many keys as there may be, because the tokens of guests do not expire. */
export class TooManyTokenKeys extends Error {
  override name = 'TooManyTokenKeys';

  constructor() {
    super(`There are ${TOKEN_KEYS_LIMIT} keys, which is the most. Nothing was changed.`);
  }
}

/**
 * `endsEarlier`: the new key signs at once, and whatever earlier keys have signed is void within a minute.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The private key is stored. Crash: a secret that nobody uses.
 * 2. One transaction: the public key, and an entry in the trail. It is tried again after another rotation in between, and
 *    while its outcome is unknown. Crash: the key may be there; a repeat makes one more, which does no harm.
 * 3. The private halves of earlier keys that are ended, or that no process signs with any more, are removed. Crash, or a
 *    store that does not answer: the next rotation removes them, except for those that `endsEarlier` ended.
 * @returns the new key. @throws TooManyTokenKeys; Busy
 */
export async function rotateTokenKeys(
  { endsEarlier }: { endsEarlier: boolean },
  { tokenKeys, secrets, makeKey, securityLog, runtime }: RotateTokenKeysPorts,
): Promise<TokenKey> {
  const { publicKey, privateKey } = await makeKey();
  const { id: keyId } = publicKey;
  const entry = { id: runtime.newId(), kind: 'key-rotated' as const, keyId, endsEarlier };
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  await retryBudget.retryWhileBusy(() => secrets.create({ kind: 'token-keys', id: keyId }, privateKey));

  let unused: TokenKey[] = [];
  const add = async (): Promise<TokenKey> => {
    for (;;) {
      const before = await tokenKeys.read();
      const own = before.keys.find(({ id }) => id === keyId);
      if (own !== undefined) return own;
      const now = runtime.now();
      const after = withTokenKey(before, publicKey, { now, endsEarlier });
      if (after === undefined) throw new TooManyTokenKeys();
      unused = endsEarlier ? before.keys : retiredKeys(before, now);
      await tokenKeys.replace(after, { ...entry, at: now });
    }
  };
  const made = await retryBudget.retryWhileBusy(add);
  securityLog.write(entry);
  await removePrivateKeys(unused, secrets, retryBudget);
  return made;
}

/** The key is made by then, so a store that does not answer is no failure of the rotation. */
async function removePrivateKeys(
  keys: TokenKey[],
  secrets: Pick<SecretStore, 'remove'>,
  retryBudget: RetryBudget,
): Promise<void> {
  retryBudget.renew();
  try {
    for (const { id } of keys)
      await retryBudget.retryWhileBusy(() => secrets.remove({ kind: 'token-keys', id }));
  } catch (error) {
    if (!(error instanceof Busy)) throw error;
  }
}
