/**
 * Keeps the answers to `/` with the list of events for as long as they say, one for each locale, as CloudFront does: so a crowd that
 * opens the page reads the events once.
 */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** Calls the function that draws the list. */
export type ReadIndex = (locale: string) => Promise<APIGatewayProxyStructuredResultV2>;

type Kept<File> = { file: Promise<File | undefined>; until: number };

export class DrawnLists<File> {
  readonly #kept = new Map<string, Kept<File>>();
  readonly #make: (text: string) => File;
  readonly #now: () => number;

  /** @param make makes a file to send of the text of an answer. */
  constructor(make: (text: string) => File, now: () => number = Date.now) {
    this.#make = make;
    this.#now = now;
  }

  /** @returns undefined if the function did not answer with a document: then the visitor gets the one without a list. */
  async get(locale: string, read: ReadIndex): Promise<File | undefined> {
    const known = this.#kept.get(locale);
    if (known !== undefined && this.#now() < known.until) return known.file;
    const kept: Kept<File> = { file: Promise.resolve(undefined), until: Number.POSITIVE_INFINITY };
    kept.file = this.#read(locale, read, kept);
    this.#kept.set(locale, kept);
    return kept.file;
  }

  async #read(locale: string, read: ReadIndex, kept: Kept<File>): Promise<File | undefined> {
    kept.until = Number.POSITIVE_INFINITY;
    let seconds = 0;
    try {
      const { statusCode, body = '', headers = {} } = await read(locale);
      if (statusCode !== 200) return undefined;
      seconds = Number(/s-maxage=(\d+)/.exec(String(headers['cache-control']))?.[1] ?? 0);
      return this.#make(body);
    } finally {
      kept.until = this.#now() + seconds * 1000;
    }
  }
}
