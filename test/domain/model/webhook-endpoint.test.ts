/** The rules of webhook endpoints: which secrets sign, and when an endpoint has failed for too long. */
import { describe, expect, test } from '@jest/globals';
import { derivedId } from '../../../functions/domain/model/derived-id.ts';
import { WEBHOOK_FAILING_LIMIT_MS, WEBHOOK_SECRETS_MAX } from '../../../functions/domain/model/limits.ts';
import {
  hasFailedTooLong,
  rotated,
  rotationIdFor,
  signingSecrets,
  type WebhookSecret,
  webhookEndpointIdFor,
} from '../../../functions/domain/model/webhook-endpoint.ts';

const secret = (name: string, until?: number): WebhookSecret => ({
  salt: name,
  rotation: name,
  ...(until !== undefined && { until }),
});
const namesOf = (secrets: WebhookSecret[]) => secrets.map(({ rotation, until }) => [rotation, until]);
const signing = (secrets: WebhookSecret[], now: number) =>
  signingSecrets({ secrets }, now).map(({ rotation }) => rotation);

describe('A rotation', () => {
  test('lets the earlier secret sign until the overlap is over', () => {
    const secrets = rotated([secret('a')], secret('b'), 100, 50);
    expect(namesOf(secrets)).toEqual([
      ['b', undefined],
      ['a', 150],
    ]);
    expect(signing(secrets, 149)).toEqual(['b', 'a']);
    expect(signing(secrets, 150)).toEqual(['b']);
  });

  test('prolongs no older secret, shortens them with the overlap, and drops those that are over', () => {
    const before = [secret('c'), secret('b', 120), secret('a', 100)];
    expect(namesOf(rotated(before, secret('d'), 100, 50))).toEqual([
      ['d', undefined],
      ['c', 150],
      ['b', 120],
    ]);
    expect(namesOf(rotated(before, secret('d'), 100, 10))).toEqual([
      ['d', undefined],
      ['c', 110],
      ['b', 110],
    ]);
    expect(namesOf(rotated(before, secret('d'), 100, 0))).toEqual([['d', undefined]]);
  });

  test('keeps a bounded number of secrets, the newest', () => {
    let secrets = [secret('0')];
    for (let index = 1; index <= 9; index += 1)
      secrets = rotated(secrets, secret(String(index)), index, 1_000);
    expect(secrets).toHaveLength(WEBHOOK_SECRETS_MAX);
    expect(signing(secrets, 10)).toEqual(['9', '8', '7', '6']);
  });
});

describe('An endpoint', () => {
  test('has failed for too long five days after its first failure', () => {
    expect(hasFailedTooLong({}, WEBHOOK_FAILING_LIMIT_MS)).toBe(false);
    expect(hasFailedTooLong({ failingSince: 5 }, WEBHOOK_FAILING_LIMIT_MS + 4)).toBe(false);
    expect(hasFailedTooLong({ failingSince: 5 }, WEBHOOK_FAILING_LIMIT_MS + 5)).toBe(true);
  });

  test('has an id by its organizer and key, and a rotation one by endpoint and key', () => {
    const ids = [
      webhookEndpointIdFor('o', 'k'),
      webhookEndpointIdFor('p', 'k'),
      webhookEndpointIdFor('o', 'l'),
      rotationIdFor('o', 'k'),
      rotationIdFor('p', 'k'),
      rotationIdFor('o', 'l'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toBe(derivedId('webhook-endpoint', 'o', 'k'));
    expect(ids[3]).toBe(derivedId('webhook-rotation', 'o', 'k'));
    for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
  });
});
