/**
 * Serves the page that the link of a mail opens. It is the same for every booking: which one it shows is in the
 * fragment of the address, which a browser does not send.
 */
import { endpoint } from '../compose-frame.ts';
import { bookingPage } from '../http/booking-page/page.ts';
import { renderedOnce } from '../http/etag.ts';

/** Allows the page's own files and requests to this service. `blob:` is for pictures that need the token. */
const SECURITY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = renderedOnce(bookingPage);

export const handler = endpoint('read-booking-page', {}, async ({ origin }) => {
  const { text, etag } = page(origin);
  return {
    text,
    headers: {
      etag,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': SECURITY,
      'x-robots-tag': 'noindex',
    },
  };
});
