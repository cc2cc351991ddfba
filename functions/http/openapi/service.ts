/** Describes the routes about the service itself. */
import { healthAnswer, openApiAnswer } from '../answers.ts';
import type { OperationTable } from './operation.ts';

export const SERVICE = {
  'read-health': {
    summary: 'Ask whether the service is well',
    says: 'Reads from the table, so it fails when nothing else would work either.',
    answers: { 200: { says: 'It is.', json: healthAnswer } },
    problems: [],
  },
  'read-openapi': {
    summary: 'Read this description as OpenAPI',
    says: 'OpenAPI 3.1 in JSON, made from the schemas that requests are checked with.',
    answers: { 200: { says: 'The document.', json: openApiAnswer, etag: true } },
    problems: [],
  },
  'read-docs': {
    summary: 'Read this description as a page',
    says: 'The same document for people. The `type` of every problem is the address of its section there.',
    answers: { 200: { says: 'The page.', text: 'text/html', etag: true } },
    problems: [],
  },
} satisfies OperationTable;
