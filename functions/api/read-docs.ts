/** Serves the documentation as an HTML page. */
import { endpoint } from '../compose-frame.ts';
import { renderedOnce } from '../http/etag.ts';
import { openApiDocument } from '../http/openapi/document.ts';
import { docsPage } from '../http/openapi/page.ts';

/** Forbids scripts, so that a browser runs nothing even if a description contains one. */
const SECURITY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const page = renderedOnce((origin) => docsPage(openApiDocument(origin)));

export const handler = endpoint('read-docs', {}, async ({ origin }) => {
  const { text, etag } = page(origin);
  return {
    text,
    headers: { etag, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': SECURITY },
  };
});
