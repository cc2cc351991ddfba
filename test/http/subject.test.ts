/** What another issuer states of a person is accepted as in a request. */
import { describe, expect, test } from '@jest/globals';
import { subjectOf } from '../../functions/credentials/issuer-claims.ts';
import { acceptedSubject } from '../../functions/http/requests/subject.ts';

const of = (stated: { name?: string; email?: string }) =>
  acceptedSubject({ userId: 'a', role: 'attendee', name: 'Ada', issuedAt: 1, ...stated });

describe('A person whom another issuer states', () => {
  test('keeps a name and an address that a request may state', () => {
    expect(of({ email: 'Ada@example.com' })).toEqual({
      userId: 'a',
      role: 'attendee',
      name: 'Ada',
      email: 'Ada@example.com',
      issuedAt: 1,
    });
    expect(of({ name: ' Ada  ' }).name).toBe('Ada');
  });

  test.each([
    ['with a line break', 'Ada\nBcc: somebody@example.com'],
    ['with a control character', 'Ada\u0007'],
    ['that turns the direction of text', 'Ada \u202egnp'],
    ['that nobody sees', '\u200b\u2800'],
    ['with half a character', 'Ada \ud83d'],
  ])('has no name %s', (_, name) => {
    expect(of({ name }).name).toBe('Somebody');
  });

  test('a negative control: what the claims say has such a name', () => {
    const [issuer, audience] = ['https://id.example', 'https://tickets.example'];
    const settings = {
      issuer,
      audience,
      rolesClaim: 'roles',
      adminRole: 'admin',
      organizerRole: 'organizer',
    };
    const name = 'Ada \u202egnp';
    const stated = subjectOf({ sub: 'a', iat: 1, name }, settings);
    expect([stated.name, acceptedSubject(stated).name]).toEqual([name, 'Somebody']);
  });

  test('has a name that is cut between two characters', () => {
    expect(of({ name: '\u{1d4d0}'.repeat(200) }).name).toBe('\u{1d4d0}'.repeat(100));
  });

  test.each(['ada', 'ada@example.com\r\nBcc: eve@example.com', 'Ada <ada@example.com>', 'ada@-', ' '])(
    'has no address %j',
    (email) => {
      expect(of({ email })).not.toHaveProperty('email');
    },
  );
});
