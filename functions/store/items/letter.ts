/** A letter and what was done about it. Its address is removed once it is settled. */
import * as z from 'zod/mini';
import { LANGUAGES } from '../../domain/model/booking.ts';
import {
  ACCOUNT_LETTER_KINDS,
  LETTER_OUTCOMES,
  type Letter,
  type LetterKind,
  type LetterOutcome,
  type LetterState,
  type NewLetter,
  OWNER_LETTER_KINDS,
  type OwnerLetterKind,
} from '../../domain/model/letter.ts';
import { LETTER_KEPT_DAYS, NOTICE_CLAIM_MS } from '../../domain/model/limits.ts';
import type { PutAction } from '../table/commit.ts';
import { IS_NEW } from '../table/existence.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { LETTER_PREFIX } from '../table/stream-definition.ts';
import { lettersDueKeyOf } from './pending-work.ts';

export const letterKey = (userId: string, letterId: string): Key => ({
  pk: `USER#${userId}`,
  sk: `${LETTER_PREFIX}${letterId}`,
});

const OUTCOME: z.ZodMiniType<LetterOutcome> = z.enum(LETTER_OUTCOMES);

/**
 * What the kind of a letter to an owner is for functions of earlier versions, which do not know `tells` or this value of it: they
 * find that its link is not the latest, and send nothing.
 */
const KIND_WITHOUT_TELLS = 'confirm-address' satisfies LetterKind;

const OWNER_KINDS: ReadonlySet<string> = new Set(OWNER_LETTER_KINDS);

const isOwnerKind = (kind: string): kind is OwnerLetterKind => OWNER_KINDS.has(kind);

const LETTER = z.object({
  id: z.string(),
  userId: z.string(),
  kind: z.enum(ACCOUNT_LETTER_KINDS),
  // A later version may write a kind that this one does not know.
  tells: optional(z.string()),
  recipient: optional(
    z.object({ name: z.string(), email: z.string(), isAddressConfirmed: optional(z.literal(true)) }),
  ),
  language: z.enum(LANGUAGES),
  at: z.int(),
});

const STATE: z.ZodMiniType<LetterState> = z.object({
  failures: z.int(),
  nextAttemptAt: optional(z.int()),
  settled: optional(z.object({ at: z.int(), outcome: OUTCOME })),
});

const SECONDS_PER_DAY = 24 * 60 * 60;

/** The sweep wakes the sender if the stream has not done so within the time of a claim. */
export function toLetterItem({ to: recipient, ...letter }: NewLetter): Item {
  const { userId, id, at, kind } = letter;
  return {
    ...letterKey(userId, id),
    ...letter,
    ...(isOwnerKind(kind) && { kind: KIND_WITHOUT_TELLS, tells: kind }),
    recipient,
    failures: 0,
    ...lettersDueKeyOf(userId, at + NOTICE_CLAIM_MS, id),
    expiresAtSeconds: Math.ceil(at / 1000) + LETTER_KEPT_DAYS * SECONDS_PER_DAY,
  };
}

/** The write of a letter as part of the transaction of the change that it tells of. */
export function letterAction(letter: NewLetter): PutAction {
  return { put: toLetterItem(letter), when: IS_NEW };
}

export function fromLetterItem(item: Item): { letter: Letter; state: LetterState } {
  const { recipient: to, tells, ...letter } = parseItem('letter', LETTER, item);
  const kind = tells !== undefined && isOwnerKind(tells) ? tells : letter.kind;
  const told = { ...letter, kind, ...(to && { to }) };
  return { letter: told, state: parseItem('state of a letter', STATE, item) };
}

/** The letter is to be sent, and no attempt is under way or waited for. */
export const LETTER_CAN_BE_CLAIMED =
  'attribute_exists(recipient) AND (attribute_not_exists(nextAttemptAt) OR nextAttemptAt <= :now)';

/** The claim of this attempt has not ended. */
export const LETTER_IS_CLAIMED = 'claimedBy = :attempt';

/** The letter is to be sent. */
export const LETTER_IS_NOT_SETTLED = 'attribute_exists(recipient)';
