/** Refusals: what is shown to the client, and how they look among other errors. */
import { describe, expect, test } from '@jest/globals';
import { Busy, Refusal } from '../../../functions/domain/model/refusal.ts';

describe('A refusal', () => {
  test('is an error with a code, a sentence and further members', () => {
    const refusal = new Refusal('sold-out', 'Two tickets are left.', { available: 2 });
    expect(refusal).toBeInstanceOf(Error);
    expect(String(refusal)).toBe('Refusal: Two tickets are left.');
    expect(refusal).toMatchObject({ code: 'sold-out', extras: { available: 2 } });
    expect(new Refusal('not-found', 'There is no such event.').extras).toEqual({});
  });

  test('for contention tells the client to repeat the request with the same key', () => {
    const busy = new Busy();
    expect(busy).toBeInstanceOf(Refusal);
    expect(busy.code).toBe('busy');
    expect(busy.message).toMatch(/Repeat the request, with the same Idempotency-Key/);
    expect(new Busy('Another clerk has taken over.').message).toBe('Another clerk has taken over.');
  });
});
