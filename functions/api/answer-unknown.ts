import { Refusal } from '../domain/refusal.ts';
import { endpoint } from '../http/endpoint.ts';

/** What no route answers is answered like any other problem. */
export const handler = endpoint('answer-unknown', {}, async () => {
  throw new Refusal('not-found', 'No route has this method and path.');
});
