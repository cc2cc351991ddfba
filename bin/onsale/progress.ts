/** The progress line of an on-sale on standard output: redrawn on a terminal, otherwise one line a second. */
import type { Sample } from './observer.ts';
import type { OnSaleOptions } from './options.ts';

const BAR_CHARACTERS = 30;
const PLAIN_INTERVAL_MS = 1_000;

export class Progress {
  readonly #isTerminal = process.stdout.isTTY === true;
  #lastPlainMs = Number.NEGATIVE_INFINITY;

  say(text: string): void {
    console.log(text);
  }

  show(sample: Sample, answered: number, options: OnSaleOptions): void {
    if (!this.#isTerminal && sample.atMs - this.#lastPlainMs < PLAIN_INTERVAL_MS) return;
    this.#lastPlainMs = sample.atMs;
    const filled = Math.round((sample.sold / options.tickets) * BAR_CHARACTERS);
    const bar = '█'.repeat(filled).padEnd(BAR_CHARACTERS, '░');
    const seconds = (sample.atMs / 1000).toFixed(1).padStart(5);
    const text = `${seconds} s  ${bar}  ${sample.sold} sold  ${sample.waiting} waiting  ${sample.promoted} promoted  ${answered}/${options.buyers} answered`;
    if (this.#isTerminal) process.stdout.write(`\r\x1b[K${text}`);
    else console.log(text);
  }

  end(): void {
    if (this.#isTerminal) process.stdout.write('\n');
  }
}
