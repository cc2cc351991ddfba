import { endpoint } from '../http/endpoint.ts';
import { openApiDocument } from '../http/openapi/document.ts';
import { docsPage } from '../http/openapi/page.ts';

/** A page without scripts: whatever a description holds, the browser runs none of it. */
const SECURITY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export const handler = endpoint('read-docs', {}, async ({ origin }) => ({
  text: docsPage(openApiDocument(origin)),
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': SECURITY },
}));
