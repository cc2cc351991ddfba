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

/** Without these hints a browser finds the imports of `page.js` only after it has loaded it. */
const IMPORTED = BOOKING_PAGE_FILES.filter((name) => name.endsWith('.js') && name !== 'page.js');

export function bookingPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>Your booking</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/booking/page.css">
${IMPORTED.map((name) => `<link rel="modulepreload" href="/booking/${name}">`).join('\n')}
<script type="module" src="/booking/page.js"></script>
</head>
<body>
<main id="page" data-limits='${LIMITS}'>
<noscript>
<p>This page needs JavaScript. Please allow it, or open the link in another browser.</p>
<p lang="de">Diese Seite braucht JavaScript. Bitte erlauben Sie es, oder öffnen Sie den Link in einem anderen Browser.</p>
</noscript>
</main>
</body>
</html>
`;
}
