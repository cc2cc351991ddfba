/**
 * Serves the page that the links of letters open. It is the same for every account: what it does, and with which token, is
 * in the fragment of the address, which a browser does not send.
 */
import { endpoint } from '../compose-frame.ts';
import { accountPage } from '../http/account-page/page.ts';
import { renderedOnce } from '../http/etag.ts';

/** Allows the page's own files and requests to this service. */
const SECURITY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = renderedOnce(accountPage);

export const handler = endpoint('read-account-page', {}, async ({ origin }) => {
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
