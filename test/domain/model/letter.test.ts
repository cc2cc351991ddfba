/** To whom a letter goes that tells of what an account owns. */
import { expect, test } from '@jest/globals';
import { letterToOwner } from '../../../functions/domain/model/letter.ts';

const owner = { id: 'u', name: 'Ada', email: 'ada@example.com' };
const written = { id: 'l', at: 1 };
const mailing = { language: 'de', sendsMail: true } as const;

test('a letter to an owner has their address, and the language of the request', () => {
  expect(letterToOwner(owner, 'endpoint-set', mailing, written)).toEqual({
    ...written,
    userId: 'u',
    kind: 'endpoint-set',
    to: { name: 'Ada', email: 'ada@example.com' },
    language: 'de',
  });
});

test('a letter says whether somebody confirmed its address', () => {
  const confirmed = { ...owner, isAddressConfirmed: true } as const;
  expect(letterToOwner(confirmed, 'endpoint-set', mailing, written)?.to).toEqual({
    name: 'Ada',
    email: 'ada@example.com',
    isAddressConfirmed: true,
  });
});

test('there is none for an account without an address, and where no mail is sent', () => {
  expect(letterToOwner({ ...owner, email: '' }, 'endpoint-set', mailing, written)).toBeUndefined();
  expect(letterToOwner(owner, 'endpoint-set', { ...mailing, sendsMail: false }, written)).toBeUndefined();
});
