/** Describes the routes about the service itself. */
import { healthAnswer } from '../answers.ts';
import type { OperationTable } from './operation.ts';

export const SERVICE = {
  'read-health': {
    summary: 'Ask whether the service is well',
    says: 'Reads from the table, so it fails when nothing else would work either.',
    answers: { 200: { says: 'It is.', json: healthAnswer } },
    problems: [],
  },
} satisfies OperationTable;
