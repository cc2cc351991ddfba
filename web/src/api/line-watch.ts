/**
 * Reads the line of an event again and again, as it says. It is the same for everybody, so it is read without a session, and
 * caches on the way answer it.
 */
import { apiWithoutSession } from './client.ts';
import { JITTER, LOOK_AGAIN_MAX_SECONDS, LOOK_AGAIN_SECONDS, lineLookSeconds } from './look-pauses.ts';
import type { Line } from './place-in-line.ts';

export class LineWatch {
  #eventId: string;
  #take: (line: Line | undefined) => number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;
  #failures = 0;

  /** @param take gets undefined if there was no answer, and returns the place of the booking, if the line tells it. */
  constructor(eventId: string, take: (line: Line | undefined) => number | undefined) {
    this.#eventId = eventId;
    this.#take = take;
  }

  start(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#read();
  }

  stop(): void {
    this.#isOn = false;
    clearTimeout(this.#timer);
  }

  async #read(): Promise<void> {
    const answer = await apiWithoutSession
      // The browser asks whether what it has is unchanged.
      .GET('/v1/events/{eventId}/line', {
        params: { path: { eventId: this.#eventId } },
        cache: 'no-cache',
      })
      .catch(() => undefined);
    if (!this.#isOn) return;
    const line = answer?.data;
    this.#failures = line === undefined ? this.#failures + 1 : 0;
    const place = this.#take(line);
    if (!this.#isOn) return;
    const seconds =
      line === undefined
        ? Math.min(LOOK_AGAIN_SECONDS * 2 ** this.#failures, LOOK_AGAIN_MAX_SECONDS)
        : lineLookSeconds(line.nextLookSeconds, place);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), seconds * 1000 * (1 - JITTER * Math.random()));
  }
}
