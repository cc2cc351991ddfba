import { endpoint } from '../http/endpoint.ts';
import { openApiDocument } from '../http/openapi/document.ts';

export const handler = endpoint('read-openapi', {}, async ({ origin }) => ({
  body: openApiDocument(origin),
}));
