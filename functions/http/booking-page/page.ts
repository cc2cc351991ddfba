/**
 * Renders the page of one booking. It has no content of its own: its scripts read the booking that the fragment of the
 * address names, and show it in the visitor's language.
 */
import {
  BOOKING_PAGE_JITTER,
  BOOKING_PAGE_LOOK_AGAIN_MAX_SECONDS,
  BOOKING_PAGE_LOOK_AGAIN_SECONDS,
  BOOKING_PAGE_POSITION_SECONDS,
  BOOKING_PAGE_REPEATS,
  BOOKING_PAGE_REQUEST_SECONDS,
  BOOKING_PAGE_SECONDS_PER_POSITION,
  BOOKING_PAGE_STREAM_SILENCE_SECONDS,
} from '../../domain/model/limits.ts';
import { scriptPage } from '../script-page.ts';
import { BOOKING_PAGE_FILES } from './files.ts';

/** Numbers alone, so the attribute needs no escapes. */
const LIMITS = JSON.stringify({
  lookAgainSeconds: BOOKING_PAGE_LOOK_AGAIN_SECONDS,
  lookAgainMaxSeconds: BOOKING_PAGE_LOOK_AGAIN_MAX_SECONDS,
  jitter: BOOKING_PAGE_JITTER,
  positionSeconds: BOOKING_PAGE_POSITION_SECONDS,
  secondsPerPosition: BOOKING_PAGE_SECONDS_PER_POSITION,
  streamSilenceSeconds: BOOKING_PAGE_STREAM_SILENCE_SECONDS,
  repeats: BOOKING_PAGE_REPEATS,
  requestSeconds: BOOKING_PAGE_REQUEST_SECONDS,
});

const IMPORTED = BOOKING_PAGE_FILES.filter((name) => name.endsWith('.js') && name !== 'page.js');

export function bookingPage(): string {
  return scriptPage({
    title: 'Your booking',
    styles: '/booking/page.css',
    script: '/booking/page.js',
    imported: IMPORTED.map((name) => `/booking/${name}`),
    data: ` data-limits='${LIMITS}'`,
  });
}
