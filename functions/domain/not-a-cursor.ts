/** What is said to a cursor that no listing has given out. */
import { Refusal } from './refusal.ts';

export function notACursor(): Refusal {
  return new Refusal('validation-failed', 'The cursor is not one that this listing has given out.', {
    errors: [{ pointer: 'cursor', detail: 'not a cursor' }],
  });
}
