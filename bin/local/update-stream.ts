/** One open stream of updates of a booking: server-sent events over an HTTP answer. */
import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 as HttpResponse } from 'aws-lambda';
import { UPDATE_BUFFER_BYTES, UPDATE_RECONNECT_MS } from '../../functions/domain/model/limits.ts';

/**
 * Reads the booking as its client may see it now. `seen` is the entity tag that the client has; the answer is then 304 if
 * it is current.
 */
export type ReadBooking = (seen: string | undefined) => Promise<HttpResponse>;

type Headers = Record<string, string>;
export type AdaptHeaders = (headers: Headers) => Headers;

/** The second header asks proxies such as nginx to send each event at once. */
const STREAM_HEADERS = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };

/** `again`: the booking could not be read now. */
export type Refreshed = 'done' | 'again';

/** `source`: the network address of the client. `seen`: the tag of the state that the client knows. */
export type AskedUpdates = {
  bookingId: string;
  source: string;
  response: ServerResponse;
  seen: string | undefined;
};

export class UpdateStream {
  readonly bookingId: string;
  readonly source: string;
  /** When the stream was last checked, ms of the monotonic clock. */
  checkedAt: number;
  readonly #response: ServerResponse;
  readonly #read: ReadBooking;
  #seen: string | undefined;

  constructor({ bookingId, source, response, seen }: AskedUpdates, read: ReadBooking) {
    this.bookingId = bookingId;
    this.source = source;
    this.checkedAt = performance.now();
    this.#response = response;
    this.#read = read;
    this.#seen = seen;
  }

  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }

  /**
   * Reads the booking for the first time, and answers. `begin`: false if too many streams are open for this one to begin.
   * @returns an answer to send instead if the client may not read the booking, or if it cannot be read now; `full` if
   *   `begin` says so.
   */
  async open(adapt: AdaptHeaders, begin: () => boolean): Promise<HttpResponse | 'full' | undefined> {
    const answer = await this.#read(this.#seen);
    const isUnchanged = answer.statusCode === 304;
    if (answer.statusCode !== 200 && !isUnchanged) return answer;
    const headers = commonHeadersOf(answer);
    if (isUnchanged && !mayChange(answer)) return { statusCode: 204, headers };
    if (!this.isOpen) return undefined;
    if (!begin()) return 'full';
    this.#response.writeHead(200, adapt({ ...headers, ...STREAM_HEADERS }));
    this.#write(`retry: ${UPDATE_RECONNECT_MS}\n\n`);
    if (!isUnchanged) this.#send(answer);
    return undefined;
  }

  /**
   * Reads the booking again. Sends it if it has changed, and a comment if not. Ends the stream if the booking has ended, or
   * if the client may not read it any more.
   */
  async refresh(): Promise<Refreshed> {
    const answer = await this.#read(this.#seen);
    if (!this.isOpen) return 'done';
    const { statusCode = 200 } = answer;
    if (statusCode >= 500 || statusCode === 429) return 'again';
    this.checkedAt = performance.now();
    if (statusCode === 200) this.#send(answer);
    else if (statusCode === 304) this.#write(':\n\n');
    else this.end();
    return 'done';
  }

  end(): void {
    if (this.isOpen) this.#response.end();
  }

  #send(answer: HttpResponse): void {
    const tag = String(answer.headers?.['etag']);
    this.#seen = tag;
    this.#write(`id: ${tag}\nevent: booking\ndata: ${answer.body}\n\n`);
    if (!mayChange(answer)) this.end();
  }

  /** Closes the connection of a client that has not read enough of what was written before. */
  #write(text: string): void {
    if (this.#response.writableLength > UPDATE_BUFFER_BYTES) this.#response.destroy();
    else this.#response.write(text);
  }
}

/** @returns the headers of an answer that are not about its content. */
function commonHeadersOf({ headers = {} }: HttpResponse): Headers {
  const ofContent = ['etag', 'retry-after', 'content-type'];
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      ofContent.includes(name) ? [] : [[name, String(value)]],
    ),
  );
}

/** An answer without the time of the next look is about a booking that has ended. */
const mayChange = ({ headers }: HttpResponse) => headers?.['retry-after'] !== undefined;
