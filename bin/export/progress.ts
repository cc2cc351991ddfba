/** The progress line of an export on standard error: redrawn on a terminal, otherwise one line a second. */

const PLAIN_INTERVAL_MS = 1_000;
const BYTES_PER_MB = 1_000_000;

export class ExportProgress {
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #startedMs = performance.now();
  #lastPlainMs = this.#startedMs;
  #records = 0;
  #bytes = 0;

  /** Counts a page of CSV. */
  add(page: string): void {
    this.#records += countRecords(page);
    this.#bytes += Buffer.byteLength(page);
    if (this.#isTerminal) process.stderr.write(`\r\x1b[K${this.#text()}`);
    else if (performance.now() - this.#lastPlainMs >= PLAIN_INTERVAL_MS) {
      this.#lastPlainMs = performance.now();
      console.error(this.#text());
    }
  }

  end(): void {
    console.error(`${this.#isTerminal ? '\r\x1b[K' : ''}Done: ${this.#text()}.`);
  }

  #text(): string {
    const bookings = Math.max(0, this.#records - 1).toLocaleString('en');
    const seconds = ((performance.now() - this.#startedMs) / 1000).toFixed(1);
    return `${bookings} bookings, ${(this.#bytes / BYTES_PER_MB).toFixed(1)} MB, ${seconds} s`;
  }
}

/** Counts the records of complete CSV: its line breaks outside quotes. */
function countRecords(text: string): number {
  let count = 0;
  let isQuoted = false;
  for (const [character] of text.matchAll(/["\n]/g)) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted) count += 1;
  }
  return count;
}
