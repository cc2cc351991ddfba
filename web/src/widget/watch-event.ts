/** Reads an event from the API and reads it again, without credentials and seldom: many sites may show it to many people. */
import type { components } from '../../.generated/api';

export type Event = components['schemas']['Event'];

/** What a reading found; nothing of it when there was no answer. */
export type Reading = { event?: Event; isMissing?: boolean };

/** Between two readings: while tickets are sold, and while only the beginning of a sale or a returned ticket may change it. */
const SELLING_SECONDS = 15;
const LATE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 300;
const TIMEOUT_MS = 10_000;
/** Pages that were opened at one instant read at different ones. */
const JITTER = 0.25;

type Asked = Reading & { pauseSeconds?: number };

/**
 * Reads at once, and then as long as the event may change. A page in the background does not read.
 * @returns a function that ends it.
 */
export function watchEvent(address: string, tell: (reading: Reading) => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  let timer: ReturnType<typeof setTimeout>;
  let failures = 0;
  const readWhenVisible = () => {
    if (document.visibilityState === 'visible') read();
    else document.addEventListener('visibilitychange', readWhenVisible, { once: true, signal });
  };
  const read = async () => {
    const { pauseSeconds = 0, ...reading } = await ask(address, signal);
    if (signal.aborted) return;
    tell(reading);
    const { event } = reading;
    failures = event === undefined ? failures + 1 : 0;
    const usual = reading.isMissing ? undefined : event ? nextLook(event) : pauseAfter(failures);
    if (usual === undefined) return;
    const seconds = Math.max(usual, pauseSeconds) * (1 + JITTER * Math.random());
    timer = setTimeout(readWhenVisible, seconds * 1000);
  };
  readWhenVisible();
  return () => {
    clearTimeout(timer);
    end.abort();
  };
}

/** `pauseSeconds`: how long the service wants nobody to ask again. */
async function ask(address: string, end: AbortSignal): Promise<Asked> {
  try {
    const response = await fetch(address, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([end, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const { headers, ok, status } = response;
    if (!ok) return { isMissing: status === 404, pauseSeconds: Number(headers.get('retry-after')) || 0 };
    const [, freshSeconds] = /max-age=(\d+)/.exec(headers.get('cache-control') ?? '') ?? [];
    return { event: (await response.json()) as Event, pauseSeconds: Number(freshSeconds ?? 0) };
  } catch {
    return {};
  }
}

function nextLook({ availability: { state } }: Event): number | undefined {
  if (state === 'closed' || state === 'cancelled') return undefined;
  return state === 'on-sale' || state === 'drawing' ? SELLING_SECONDS : LATE_SECONDS;
}

const pauseAfter = (failures: number): number =>
  Math.min(SELLING_SECONDS * 2 ** (failures - 1), LONGEST_PAUSE_SECONDS);
