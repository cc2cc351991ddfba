/** The progress line of an audit on standard error: redrawn on a terminal, otherwise a line every 3 s. */
import type { AuditProgress } from '../../functions/domain/audit/audit-event.ts';

const PLAIN_INTERVAL_MS = 3_000;
const TERMINAL_INTERVAL_MS = 100;

export class AuditProgressLine {
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #startedMs = performance.now();
  #lastMs = this.#startedMs;

  show({ attempt, reading, readings, bookings }: AuditProgress): void {
    const now = performance.now();
    if (now - this.#lastMs < (this.#isTerminal ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS)) return;
    this.#lastMs = now;
    const again = attempt > 1 ? `, attempt ${attempt} because the event changed` : '';
    const seconds = ((now - this.#startedMs) / 1000).toFixed(0);
    const text = `reading ${reading} of ${readings}: ${bookings.toLocaleString('en')} bookings, ${seconds} s${again}`;
    if (this.#isTerminal) process.stderr.write(`\r\x1b[K${text}`);
    else console.error(text);
  }

  end(): void {
    if (this.#isTerminal) process.stderr.write('\r\x1b[K');
  }
}
