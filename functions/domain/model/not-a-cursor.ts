/** The rejection of a cursor that a list did not issue. */
import { Refusal } from './refusal.ts';

export function notACursor(): Refusal {
  return new Refusal('validation-failed', 'This list did not issue the cursor. Start over without one.', {
    errors: [{ pointer: 'cursor', detail: 'not a cursor' }],
  });
}
