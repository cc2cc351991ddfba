/**
 * Holds back answers that no rate limit counts, on one machine, when an address gets many of them in a second. A client that
 * floods the service waits for its answers before it sends more, so it takes the less processor time from others the later
 * they come. Who gets few is answered at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Refusals of one address in a second: those over a rate limit, without a log-in, and of paths that do not exist. */
export const REFUSALS_PER_SECOND = 200;
/** Other answers of one address in a second that no limit counts, such as the files of the page, which many load at once. */
export const OTHERS_PER_SECOND = 1_000;
const BYTES_OF_ONE = 64 * 1024;
/** No answer is held back for longer. */
const LONGEST_MS = 10_000;

/** `perSecond`: answers to one address, as many at once as in a second. */
export class AnswerPace {
  readonly #perSecond: number;
  readonly #longestMs: number;
  /** By address: when all of its answers would have been given at an even pace, ms by the process's clock. */
  readonly #evenUntil = new Map<string, number>();

  constructor(perSecond: number, longestMs = LONGEST_MS) {
    this.#perSecond = perSecond;
    this.#longestMs = longestMs;
  }

  /** Resolves when the address may be answered. `onHeld` is called if that is not at once. */
  async untilDue(address: string, onHeld: () => void = () => {}): Promise<void> {
    const heldMs = this.#count(address, 1);
    if (heldMs === 0) return;
    onHeld();
    // A held answer keeps no process alive that has nothing else to do.
    await sleep(heldMs, undefined, { ref: false });
  }

  /** A large answer counts as further ones, one for each 64 KiB, which its address waits for with the next. `bytes`: of all of it. */
  countSize(address: string, bytes: number): void {
    this.#count(address, Math.floor(bytes / BYTES_OF_ONE));
  }

  /** @returns for how long (ms) the last of so many answers is held back */
  #count(address: string, answers: number): number {
    const now = performance.now();
    if (!this.#evenUntil.has(address)) this.#forgetPast(now);
    const evenUntil = Math.max(now, this.#evenUntil.get(address) ?? now) + (answers * 1000) / this.#perSecond;
    const heldMs = Math.min(this.#longestMs, Math.max(0, evenUntil - now - 1000));
    this.#evenUntil.set(address, Math.min(evenUntil, now + 1000 + this.#longestMs));
    return heldMs;
  }

  #forgetPast(now: number): void {
    for (const [address, evenUntil] of this.#evenUntil) if (evenUntil <= now) this.#evenUntil.delete(address);
  }
}
