/**
 * Receives the updates of the booking as server-sent events, where the service offers them. It uses `fetch`, because the
 * browser's own `EventSource` sends no token.
 */

export class Updates {
  #service;
  #silenceMs;
  #on;
  #abort;
  #isRefused = false;
  #isOpen = false;

  /** @param on `open()`; `booking(booking)`; `end()`, when an open stream has ended by itself or is broken. */
  constructor(service, silenceSeconds, on) {
    this.#service = service;
    this.#silenceMs = silenceSeconds * 1000;
    this.#on = on;
  }

  get isOpen() {
    return this.#isOpen;
  }

  /** Opens a stream and receives its events, unless one is open or the service offers none. */
  async open() {
    if (this.#isRefused || this.#abort !== undefined) return;
    const abort = new AbortController();
    this.#abort = abort;
    try {
      await this.#receive(abort);
    } catch {
      // A broken stream is as one that has ended.
    }
    if (this.#abort !== abort) return;
    const wasOpen = this.#isOpen;
    this.close();
    if (wasOpen) this.#on.end();
  }

  close() {
    const abort = this.#abort;
    this.#abort = undefined;
    this.#isOpen = false;
    abort?.abort();
  }

  async #receive(abort) {
    let silence;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), this.#silenceMs);
    };
    heard();
    try {
      const { body, isRefused } = await this.#service.openUpdates(abort.signal);
      this.#isRefused = isRefused;
      if (body === undefined || this.#abort !== abort) return;
      this.#isOpen = true;
      this.#on.open();
      await readEvents(body, heard, ({ id, data }) => {
        if (this.#abort === abort) this.#on.booking(this.#service.noteUpdate(id, data));
      });
    } finally {
      clearTimeout(silence);
    }
  }
}

/** Calls `take` for each event with data, and `heard` whenever something arrives. */
async function readEvents(body, heard, take) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const event = parse(block);
      if (event.data !== undefined) take(event);
    }
  }
}

/** The service writes each field on one line. */
function parse(block) {
  const fields = block.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
  });
  return Object.fromEntries(fields);
}
