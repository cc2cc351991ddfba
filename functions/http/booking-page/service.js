/**
 * Calls the API for one booking. A change is repeated with its key while there is no answer, so that it has one effect.
 */

/** The service refused: `code` is that of the problem, undefined if the answer is not from the service itself. */
export class Refused extends Error {
  constructor(status, code) {
    super(code ?? `status ${status}`);
    this.status = status;
    this.code = code;
  }
}

/** There was no answer, or one that says to try again. A change may have had its effect. */
export class Unanswered extends Error {
  constructor(retryAfterSeconds) {
    super('no answer');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A clock that differs by less is not corrected: the `Date` header has whole seconds. */
const CLOCK_TOLERANCE_MS = 2000;
const KEY_BYTES = 16;

/** @returns a key for one press of a button. `crypto.randomUUID` is missing on pages without HTTPS. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class BookingService {
  #event;
  #booking;
  #token;
  #limits;
  #language;
  #clockOffsetMs = 0;
  #seen;

  constructor({ eventId, bookingId, token }, limits, language) {
    this.#event = `/v1/events/${eventId}`;
    this.#booking = `${this.#event}/bookings/${bookingId}`;
    this.#token = token;
    this.#limits = limits;
    this.#language = language;
  }

  /** The time by the clock of the service, which decides when an offer expires; ms since the epoch. */
  now() {
    return Date.now() + this.#clockOffsetMs;
  }

  async readEvent() {
    return contentOf(await this.#send(this.#event, { headers: {} }));
  }

  /**
   * Reads the booking, with its position in the waitlist only if asked to, because it costs more.
   * @returns the booking, and after how many seconds the service wants to be asked again, if it says so.
   */
  async readBooking({ withPosition }) {
    const headers = this.#headers('application/json');
    if (!withPosition && this.#seen !== undefined) headers['if-none-match'] = this.#seen.etag;
    const path = withPosition ? this.#booking : `${this.#booking}?position=omit`;
    const answer = await this.#send(path, { headers, cache: 'no-store' });
    const lookAgainSeconds = secondsIn(answer);
    if (answer.status === 304) return { booking: this.#seen.booking, lookAgainSeconds };
    const booking = await contentOf(answer);
    if (!withPosition) this.#seen = { etag: answer.headers.get('etag'), booking };
    return { booking, lookAgainSeconds };
  }

  /** @returns the body of a stream of updates, if there is one now. `isRefused`: there never will be. */
  async openUpdates(signal) {
    const headers = this.#headers('text/event-stream');
    if (this.#seen !== undefined) headers['last-event-id'] = this.#seen.etag;
    const answer = await fetch(`${this.#booking}/updates`, { headers, cache: 'no-store', signal });
    const isOpen = answer.status === 200 && answer.headers.get('content-type') === 'text/event-stream';
    return { ...(isOpen && { body: answer.body }), isRefused: !isOpen && !isPassing(answer.status) };
  }

  /** @returns the booking of an update. `tag` identifies its state. */
  noteUpdate(tag, text) {
    const booking = JSON.parse(text);
    this.#seen = { etag: tag, booking };
    return booking;
  }

  /** @returns the tickets with their numbers. */
  async listTickets() {
    const headers = this.#headers('application/json');
    const answer = await this.#send(`${this.#booking}/tickets`, { headers, cache: 'no-store' });
    return (await contentOf(answer)).tickets;
  }

  /** @returns a document of the booking as a file. `path` is below the booking. */
  async readFile(path, type) {
    const answer = await this.#send(`${this.#booking}/${path}`, { headers: this.#headers(type) });
    const [, name] = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
    return { blob: await answer.blob(), name };
  }

  /**
   * Changes the booking. Repeats the request with its key if there is no answer.
   * @throws Refused, or Unanswered after the last repeat.
   */
  async change({ verb, body, key }) {
    const headers = {
      ...this.#headers('application/json'),
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    for (let repeat = 0; ; repeat += 1) {
      try {
        return await contentOf(await this.#send(`${this.#booking}/${verb}`, init));
      } catch (error) {
        const isLast = repeat >= this.#limits.repeats || !navigator.onLine;
        if (!(error instanceof Unanswered) || isLast) throw error;
        await sleepSeconds(Math.min(error.retryAfterSeconds ?? 2 ** repeat, this.#limits.lookAgainSeconds));
      }
    }
  }

  #headers(accept) {
    return { accept, authorization: `Bearer ${this.#token}`, 'accept-language': this.#language };
  }

  /** @throws Refused; Unanswered. */
  async #send(path, init) {
    const answer = await answered(() =>
      fetch(path, { ...init, signal: AbortSignal.timeout(this.#limits.requestSeconds * 1000) }),
    );
    this.#setClock(answer.headers.get('date'));
    if (answer.ok || answer.status === 304) return answer;
    if (isPassing(answer.status)) throw new Unanswered(secondsIn(answer));
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, problem.code);
  }

  #setClock(date) {
    const offset = Date.parse(date ?? '') - Date.now();
    this.#clockOffsetMs = Math.abs(offset) > CLOCK_TOLERANCE_MS ? offset : 0;
  }
}

/** Whether the same request may succeed later. */
const isPassing = (status) => status >= 500 || status === 429;

async function answered(send) {
  try {
    return await send();
  } catch {
    throw new Unanswered();
  }
}

/** @throws Unanswered if the answer breaks off. */
const contentOf = (answer) => answered(() => answer.json());

/** @returns the seconds of `Retry-After`. */
function secondsIn(answer) {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

const sleepSeconds = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
