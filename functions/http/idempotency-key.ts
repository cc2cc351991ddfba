/** Reads the idempotency key of a request. */
import { IDEMPOTENCY_KEY_LIMIT_CHARACTERS } from '../domain/model/limits.ts';
import type { FrameMiddleware } from './endpoint.ts';
import type { Route } from './routes.ts';
import { invalid } from './validation.ts';

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/**
 * The key of a GET is ignored, because a GET has no effect to repeat.
 * @throws Refusal `validation-failed` for a malformed key.
 */
export function idempotencyKey({ method }: Route): FrameMiddleware<{ idempotencyKey?: string }> {
  return {
    before: ({ event, context }) => {
      const key = event.headers['idempotency-key'];
      if (key === undefined || method === 'GET' || method === 'ANY') return;
      if (key.length > IDEMPOTENCY_KEY_LIMIT_CHARACTERS || !PRINTABLE_ASCII.test(key))
        throw invalid([{ pointer: 'Idempotency-Key', detail: '1 to 64 printable ASCII characters' }]);
      context.idempotencyKey = key;
    },
  };
}
