/** Stores what was done about letters, so that each is sent once. Most letters are written by the change that they tell of. */
import type { Letter, LetterOutcome, LetterState, NewLetter } from '../model/letter.ts';

/** `attempt`: a random id, by which only the one who claimed a letter can settle it. Instants in ms. */
export type LetterClaim = { attempt: string; now: number; until: number };

/** Every write returns false if its condition failed. Every call throws Busy on throttling or a timeout. */
export type LetterStore = {
  /** Reads a letter, strongly consistent. */
  read(userId: string, letterId: string): Promise<{ letter: Letter; state: LetterState } | undefined>;
  /** Reads at most so many of the letters of an account that are kept, strongly consistent, in no particular order. */
  listOf(userId: string, most: number): Promise<{ letter: Letter; state: LetterState }[]>;
  /** Writes a letter, unless it is there. */
  write(letter: NewLetter): Promise<boolean>;
  /** Claims a letter until `until`, provided that it is not settled and no other attempt is under way or waited for. */
  claim(letter: Letter, claim: LetterClaim): Promise<boolean>;
  /** Stores what became of a letter, removes its address, and ends the claim. */
  settle(letter: Letter, attempt: string, settled: { at: number; outcome: LetterOutcome }): Promise<boolean>;
  /** Ends the claim of a letter that could not be sent. The sweep wakes the sender at `nextAttemptAt` (ms). */
  postpone(letter: Letter, attempt: string, nextAttemptAt: number): Promise<boolean>;
  /** Makes the stream call the sender for this letter, if it is not settled. `now` in ms. */
  wake(userId: string, letterId: string, now: number): Promise<boolean>;
};
