/**
 * Sends a letter that is not settled yet. It looks at what is stored, so it may be called at any time, and twice.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The claim, a conditional write, so that nobody else sends the letter. Crash: nothing is sent; after
 *    `NOTICE_CLAIM_MS` the sweep wakes the sender by the pending-work key from the same write.
 * 2. The count of mails to the address. Crash: one mail is counted that was not sent.
 * 3. The mail, which is counted no more if it could not be sent. Crash: it is sent again after step 1's time, with the same `Message-ID`.
 * 4. What became of it, a conditional write that ends the claim and removes the address.
 */
import type { Account, IssuedToken } from '../model/account.ts';
import { hasLink, isTooLate, type LetterOutcome, type NewLetter } from '../model/letter.ts';
import { NOTICE_CLAIM_MS, NOTICE_RETRY_BASE_MS, NOTICE_RETRY_CAP_MS } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { AddressStore } from '../ports/address-store.ts';
import type { LetterSender } from '../ports/letter-sender.ts';
import type { LetterStore } from '../ports/letter-store.ts';
import type { LetterTokens } from '../ports/letter-tokens.ts';
import type { Log } from '../ports/log.ts';
import type { RegistrationStore } from '../ports/registration-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { admitMail, sendCounted } from '../process/admit-mail.ts';

export type SendLetterPorts = {
  letters: LetterStore;
  accounts: Pick<AccountStore, 'read'>;
  registrations: Pick<RegistrationStore, 'read'>;
  letterTokens: LetterTokens;
  addresses: Pick<AddressStore, 'countMail' | 'uncountMail' | 'suppressedAmong'>;
  letterSender: LetterSender;
  runtime: Runtime;
  log: Log;
};

/** @throws Busy if the store does not answer now: the call has to be repeated */
export async function sendLetter(userId: string, letterId: string, ports: SendLetterPorts): Promise<void> {
  const { letters, runtime } = ports;
  const found = await letters.read(userId, letterId);
  const now = runtime.now();
  if (found?.letter.to === undefined || (found.state.nextAttemptAt ?? 0) > now) return;
  const { state } = found;
  const letter: NewLetter = { ...found.letter, to: found.letter.to };
  const attempt = runtime.newId();
  if (!(await letters.claim(letter, { attempt, now, until: now + NOTICE_CLAIM_MS }))) return;
  const outcome = await tryToSend(letter, ports);
  if (outcome !== 'failed') {
    await letters.settle(letter, attempt, { at: runtime.now(), outcome });
    return;
  }
  const pause = Math.min(NOTICE_RETRY_CAP_MS, NOTICE_RETRY_BASE_MS * 2 ** state.failures);
  await letters.postpone(letter, attempt, runtime.now() + pause);
}

async function tryToSend(letter: NewLetter, ports: SendLetterPorts): Promise<LetterOutcome | 'failed'> {
  const { addresses, letterTokens, letterSender, runtime, log } = ports;
  try {
    const now = runtime.now();
    if (isTooLate(letter, now)) return 'too-late';
    if (hasLink(letter) && !(await isLinkValid(letter, ports))) return 'overtaken';
    const admission = await admitMail(letter.to, letter.kind, now, addresses);
    if (admission !== 'admitted') return admission;
    return await sendCounted({ to: letter.to, kind: letter.kind, countedAt: now }, addresses, async () =>
      letterSender.send(letter, hasLink(letter) ? await letterTokens.tokenOf(letter) : undefined),
    );
  } catch (error) {
    const reason = error instanceof Busy ? error.message : error instanceof Error ? error.name : 'unknown';
    log.warn('A letter could not be sent. It will be tried again.', { letterId: letter.id, reason });
    return 'failed';
  }
}

/** Whether the token of the letter is still the one that is stored: none was issued after it, and it was not used. */
async function isLinkValid(letter: NewLetter, ports: SendLetterPorts): Promise<boolean> {
  const stored = await storedToken(letter, ports);
  return stored !== undefined && stored.digest === (await ports.letterTokens.digestOf(letter));
}

async function storedToken(letter: NewLetter, { accounts, registrations }: SendLetterPorts) {
  if (letter.kind === 'complete-registration') return registrations.read(letter.userId);
  const account = await accounts.read(letter.userId);
  return account && tokenFor(letter, account);
}

/** The token of the account that has the purpose of the letter. */
function tokenFor({ kind }: NewLetter, account: Account): IssuedToken | undefined {
  return kind === 'reset-password' ? account.passwordReset : account.confirmation;
}
