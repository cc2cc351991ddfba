/** Serves the OpenAPI document. */
import { endpoint } from '../compose-frame.ts';
import { renderedOnce } from '../http/etag.ts';
import { openApiDocument } from '../http/openapi/document.ts';

const document = renderedOnce((origin) => JSON.stringify(openApiDocument(origin)));

export const handler = endpoint('read-openapi', {}, async ({ origin }) => {
  const { text, etag } = document(origin);
  return { text, headers: { etag, 'content-type': 'application/json' } };
});
