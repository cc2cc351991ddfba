/** The rules of deliveries: which answers are good, and which let a receiver rest. */
import { expect, test } from '@jest/globals';
import {
  WEBHOOK_REST_MS,
  WEBHOOK_RETRY_AFTER_MAX_MS,
  WEBHOOK_SLOW_MS,
} from '../../../functions/domain/model/limits.ts';
import {
  askedFor,
  DELIVERY_ERRORS,
  deliveryIdAt,
  instantIn,
  isAccepted,
  isGone,
  restAfter,
} from '../../../functions/domain/model/webhook-delivery.ts';

/** As late as an answer may come without being slow. */
const SOON_MS = WEBHOOK_SLOW_MS;

const answer = (status: number, retryAfterMs?: number) => ({
  status,
  text: '',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

test('every 2xx is accepted, and nothing else', () => {
  const statuses = [100, 199, 200, 204, 299, 300, 302, 404, 410, 500];
  expect(statuses.filter((status) => isAccepted(answer(status)))).toEqual([200, 204, 299]);
  expect(statuses.filter((status) => isGone(answer(status)))).toEqual([410]);
  expect([isAccepted({ error: 'no-answer' }), isGone({ error: 'no-answer' })]).toEqual([false, false]);
});

test('a receiver that is overloaded, out of reach or slow rests, and one that answers soon does not', () => {
  const statuses = [200, 400, 410, 429, 500, 502, 503, 504];
  const resting = statuses.filter((status) => restAfter(answer(status), SOON_MS) !== undefined);
  expect(resting).toEqual([429, 502, 503, 504]);
  expect(DELIVERY_ERRORS.filter((error) => restAfter({ error }, SOON_MS) !== undefined)).toEqual([
    'name-not-found',
    'not-connected',
    'no-answer',
  ]);
  for (const status of statuses) expect(restAfter(answer(status), SOON_MS + 1)).toBe(WEBHOOK_REST_MS);
  expect(restAfter({ error: 'tls-failed' }, SOON_MS + 1)).toBe(WEBHOOK_REST_MS);
  expect(restAfter({ error: 'no-answer' }, SOON_MS)).toBe(WEBHOOK_REST_MS);
  expect(restAfter(answer(503, 1_000), SOON_MS)).toBe(WEBHOOK_REST_MS);
  expect(restAfter(answer(503, 2 * WEBHOOK_REST_MS), SOON_MS)).toBe(2 * WEBHOOK_REST_MS);
});

test('a receiver can ask for a pause of up to an hour', () => {
  expect(askedFor({ error: 'no-answer' })).toBeUndefined();
  expect(askedFor(answer(500))).toBeUndefined();
  expect(askedFor(answer(500, 5_000))).toBe(5_000);
  expect(askedFor(answer(500, 2 * WEBHOOK_RETRY_AFTER_MAX_MS))).toBe(WEBHOOK_RETRY_AFTER_MAX_MS);
});

test('the id of a delivery holds its instant, and the rest of it is random', () => {
  const random = ['AAAAAAAAAAAAAAAAAAAAAA', '_____________________w'];
  const ids = random.map((one) => deliveryIdAt(1_900_000_000_123, one));
  expect(ids.map(instantIn)).toEqual([1_900_000_000_123, 1_900_000_000_123]);
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
});
