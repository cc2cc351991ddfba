/** What is read from the claims of access tokens as Auth0, Cognito and Keycloak issue them. */
import { describe, expect, test } from '@jest/globals';
import { isAccessToken, isFor, subjectOf } from '../../functions/credentials/issuer-claims.ts';

const AUDIENCE = 'https://tickets.example/api';
const settings = {
  issuer: 'https://issuer.example',
  audience: AUDIENCE,
  rolesClaim: 'roles',
  adminRole: 'admin',
  organizerRole: 'organizer',
};

describe('An access token', () => {
  test.each<[string, object, unknown, boolean]>([
    ['of RFC 9068', {}, 'at+jwt', true],
    ['of RFC 9068 with the whole media type', {}, 'application/AT+JWT', true],
    ['of Auth0', {}, 'JWT', true],
    ['of Cognito', { token_use: 'access' }, undefined, true],
    ['of Keycloak, which had a nonce once', { typ: 'Bearer', nonce: 'n' }, 'JWT', true],
    ['is not the ID token of Cognito', { token_use: 'id' }, undefined, false],
    ['is not the ID token of Keycloak', { typ: 'ID' }, 'JWT', false],
    ['is not the refresh token of Keycloak', { typ: 'Refresh' }, 'JWT', false],
    ['is no token with a nonce', { nonce: 'n' }, 'JWT', false],
    ['is no token with the digest of another', { at_hash: 'h' }, undefined, false],
    ['is no token that logs somebody out', { events: {}, sid: 's' }, 'JWT', false],
    ['is no token of another type', {}, 'logout+jwt', false],
  ])('%s', (_, claims, type, is) => {
    expect(isAccessToken({ ...claims }, type)).toBe(is);
  });

  test.each<[string, object, boolean]>([
    ['has the audience', { aud: AUDIENCE }, true],
    ['has it among others', { aud: ['https://issuer.example/userinfo', AUDIENCE] }, true],
    ['names the client where it has no audience, as of Cognito', { client_id: AUDIENCE }, true],
    ['has another audience, and names the client', { aud: 'other', client_id: AUDIENCE }, false],
    ['has neither', {}, false],
    ['has a part of it', { aud: 'https://tickets.example' }, false],
  ])('is for this service if it %s', (_, claims, is) => {
    expect(isFor({ ...claims }, AUDIENCE)).toBe(is);
  });
});

describe('The role', () => {
  test.each<[string, object, string, string]>([
    ['in a list', { roles: ['other', 'organizer'] }, 'roles', 'organizer'],
    ['the highest of several', { roles: ['organizer', 'admin'] }, 'roles', 'admin'],
    ['in one text', { roles: 'other organizer' }, 'roles', 'organizer'],
    [
      'of a claim with dots in its name',
      { 'https://a.example/roles': ['admin'] },
      'https://a.example/roles',
      'admin',
    ],
    ['at a path, as of Keycloak', { realm_access: { roles: ['admin'] } }, 'realm_access.roles', 'admin'],
    ['of Cognito', { 'cognito:groups': ['admin'] }, 'cognito:groups', 'admin'],
    ['that is missing', {}, 'roles', 'attendee'],
    ['that is unknown', { roles: ['Admin', 'administrator'] }, 'roles', 'attendee'],
    ['that is no text', { roles: { admin: true } }, 'roles', 'attendee'],
    ['at a path that ends early', { realm_access: 'admin' }, 'realm_access.roles', 'attendee'],
    ['at a path of what every object has', {}, 'constructor.name', 'attendee'],
  ])('%s', (_, claims, rolesClaim, role) => {
    expect(subjectOf({ sub: 'a', iat: 1, ...claims }, { ...settings, rolesClaim }).role).toBe(role);
  });
});

describe('The person', () => {
  const of = (claims: object, issuer = settings.issuer) =>
    subjectOf({ sub: 'a', iat: 1, ...claims }, { ...settings, issuer });

  test('is one account for an issuer and a subject, and another one for any other', () => {
    expect(of({ name: 'Ada' }).userId).toBe(of({ name: 'Grace' }).userId);
    expect(of({ sub: 'b' }).userId).not.toBe(of({}).userId);
    expect(of({}, 'https://other.example').userId).not.toBe(of({}).userId);
  });

  test('has an address only if the issuer has confirmed it', () => {
    const email = 'ada@example.com';
    expect(of({ email, email_verified: true }).email).toBe(email);
    for (const email_verified of [false, undefined, 'true', 1])
      expect(of({ email, email_verified })).not.toHaveProperty('email');
  });

  test('has a name in any case', () => {
    expect(of({ name: 'Ada', preferred_username: 'ada' }).name).toBe('Ada');
    expect(of({ preferred_username: 'ada' }).name).toBe('ada');
    expect(of({ email: 'grace@example.com', email_verified: true }).name).toBe('grace');
    expect(of({}).name).toBe('Somebody');
  });
});
