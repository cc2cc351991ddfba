/** The user item as the owner of the account changes it: what is in it besides the account that others see. */
import * as z from 'zod/mini';
import { type Account, CLOSING_STEPS, type VersionedUser } from '../../domain/model/account.ts';
import { type Item, optional, parseItem } from '../table/item.ts';
import { fromListedUserItem, fromUserItem, toUserItem } from './user.ts';

const TOKEN = z.object({ digest: z.string(), issuedAt: z.int(), expiresAt: z.int() });

const CHANGES = z.object({
  accountVersion: optional(z.int()),
  lastChange: optional(z.string()),
  confirmation: optional(TOKEN),
  passwordReset: optional(TOKEN),
  closing: optional(
    z.object({ step: z.enum(CLOSING_STEPS), after: z.string(), version: z.int(), until: z.int() }),
  ),
});

export function toAccountItem({ version: accountVersion, ...account }: Account): Item {
  return { ...toUserItem(account), accountVersion };
}

/** An account that was never changed has no version. */
export function fromAccountItem(item: Item): Account {
  const { accountVersion: version = 0, ...changes } = parseItem('account', CHANGES, item);
  return { ...fromUserItem(item), ...changes, version };
}

/** The part of an account that its owner sees, with its version. */
export function fromVersionedUserItem(item: Item): VersionedUser {
  const { accountVersion: version = 0, closing } = parseItem('account', CHANGES, item);
  return { ...fromListedUserItem(item), version, ...(closing && { closing }) };
}

/** The account was changed before, and not since it was read. */
export const ACCOUNT_IS_UNCHANGED = 'accountVersion = :seenVersion';

/** The account exists, and was never changed. */
export const ACCOUNT_WAS_NEVER_CHANGED = 'attribute_exists(pk) AND attribute_not_exists(accountVersion)';

/** The condition that the account is as it was read. */
export function accountIsUnchanged({ version }: Pick<Account, 'version'>) {
  if (version === 0) return { when: ACCOUNT_WAS_NEVER_CHANGED };
  return { when: ACCOUNT_IS_UNCHANGED, values: { ':seenVersion': version } };
}
