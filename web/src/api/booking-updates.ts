/**
 * Receives the updates of a booking as server-sent events, where the service offers them. It uses `fetch`, because the
 * browser's own `EventSource` sends no token.
 */
import type { Booking } from './book.ts';
import { api } from './client.ts';
import { type BookingRef, requestOf } from './one-booking.ts';
import { mayPass, problemOf } from './problems.ts';

/** A stream that is silent for longer than a few checks of the service is broken. */
const SILENCE_SECONDS = 80;

type Listener = {
  opened: () => void;
  /** `tag`: the ETag of the booking without its position. */
  received: (booking: Booking, tag: string) => void;
};

/** Receives until the stream ends. @returns whether there will never be one. Rejects if the stream breaks. */
export async function receiveUpdates(
  ref: BookingRef,
  lastTag: string | undefined,
  { opened, received }: Listener,
  signal: AbortSignal,
): Promise<{ isRefused: boolean }> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_SECONDS * 1000);
  };
  heard();
  try {
    const headers = {
      accept: 'text/event-stream',
      ...(lastTag !== undefined && { 'last-event-id': lastTag }),
    };
    const answer = await api.GET('/v1/events/{eventId}/bookings/{bookingId}/updates', {
      ...requestOf(ref, headers),
      parseAs: 'stream',
      cache: 'no-store',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    const { response } = answer;
    if (response.status !== 200) return { isRefused: !response.ok && !mayPass(problemOf(answer)) };
    opened();
    const stream = answer.data as unknown as ReadableStream<Uint8Array>;
    await readEvents(stream, heard, ({ id = '', data = '' }) => received(JSON.parse(data), id));
    return { isRefused: false };
  } finally {
    clearTimeout(timer);
  }
}

type Fields = Record<string, string | undefined>;

/** Calls `take` for each event with data, and `heard` whenever something arrives. */
async function readEvents(
  stream: ReadableStream<Uint8Array>,
  heard: () => void,
  take: (event: Fields) => void,
) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    const blocks = (text + decoder.decode(value, { stream: true })).split('\n\n');
    text = blocks.pop() ?? '';
    for (const fields of blocks.map(parse)) if (fields['data'] !== undefined) take(fields);
  }
}

/** The service writes each field on one line. */
const parse = (block: string): Fields =>
  Object.fromEntries(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
