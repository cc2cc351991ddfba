/** Serves the documentation as an HTML page. */
import { endpoint } from '../compose-frame.ts';
import { docsPage } from '../http/docs/page.ts';
import { renderedOnce } from '../http/etag.ts';

/** Allows the page's own files and requests to this service, and nothing else: no script or style in the page. */
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

const page = renderedOnce(docsPage);

export const handler = endpoint('read-docs', {}, async ({ origin }) => {
  const { text, etag } = page(origin);
  return {
    text,
    headers: { etag, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': SECURITY },
  };
});
