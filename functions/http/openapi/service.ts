/** Describes the routes of the service itself: its health, this documentation, and the page that mails link to. */
import { limitsAnswer } from '../answers/limits.ts';
import { healthAnswer, openApiAnswer } from '../answers/service.ts';
import { tokenKeysAnswer } from '../answers/token-keys.ts';
import { indexQuery } from '../requests/page.ts';
import { input, json, type OperationTable } from './operation.ts';

export const SERVICE = {
  'read-health': {
    summary: 'Check the health of the service',
    says: 'Reads from the database, so it fails when the database is not available.',
    answers: { 200: { says: 'The service is healthy.', json: healthAnswer } },
    problems: [],
  },
  'read-limits': {
    summary: 'Read the limits in force',
    says: 'Returns the rate limits and the quota of organizers, as the operator set them or by default.',
    answers: { 200: { says: 'The limits.', json: limitsAnswer } },
    problems: [],
  },
  'read-token-keys': {
    summary: 'Read the public keys of access tokens',
    says: 'Returns the keys that verify access tokens, now or soon, as a JWK set (RFC 7517). An access token is a JWT (RFC 9068) with `alg` `ES256`, `typ` `at+jwt` and the `kid` of one of these keys; its `iss` and `aud` are the address of this service. A new key is listed within a minute of its rotation, and signs after 10 minutes. A valid signature does not say that the session is still open: this API checks that at each request.',
    answers: { 200: { says: 'The keys.', json: tokenKeysAnswer } },
    problems: [],
  },
  'read-openapi': {
    summary: 'Read this description as OpenAPI',
    says: 'Returns the description as OpenAPI 3.1 in JSON. It is generated from the schemas that validate the requests.',
    answers: {
      200: { says: 'The OpenAPI document.', ...json(openApiAnswer, { openapi: '3.1.0' }), etag: true },
    },
    problems: [],
  },
  'read-docs': {
    summary: 'Read this description as a page',
    says: 'Returns the description as an HTML page. The `type` of every problem links to its section there.',
    answers: { 200: { says: 'The HTML page.', text: 'text/html', etag: true } },
    problems: [],
  },
  'read-index': {
    summary: 'Read the page with its first events',
    says: 'Returns the first document of the page, in which the first events of the list are drawn already, in this language. Without `locale`, and if the events cannot be read at once, it has none, and the page asks for them. What serves the page answers `/` with it.',
    query: input(
      indexQuery,
      { locale: 'de-AT' },
      {
        locale: 'The language of the list, perhaps with the region by which its dates are written.',
      },
    ),
    answers: { 200: { says: 'The document.', text: 'text/html', etag: true } },
    problems: ['not-found'],
  },
  'read-docs-file': {
    summary: 'Read a file of the page',
    says: 'Returns a style sheet or a script that the page of this description loads.',
    path: { file: 'page.css' },
    answers: { 200: { says: 'The file.', file: ['text/css', 'text/javascript'], etag: true } },
    problems: ['not-found'],
  },
} satisfies OperationTable;
