/** The settings of another issuer: what goes together, and what the page is told. */
import { expect, test } from '@jest/globals';
import { checkIssuer, readIssuerOfPage } from '../../functions/credentials/issuer-settings.ts';

const ISSUER = { OIDC_ISSUER: 'https://login.example', OIDC_AUDIENCE: 'tickets' };

test('without an issuer the page is told of none', () => {
  expect(readIssuerOfPage({})).toBeUndefined();
  expect(() => checkIssuer({})).not.toThrow();
});

test('the page is told of the issuer, and of its client if there is one', () => {
  expect(readIssuerOfPage(ISSUER)).toEqual({ issuer: 'https://login.example', parameters: '' });
  const all = {
    ...ISSUER,
    OIDC_CLIENT_ID: 'page',
    OIDC_PARAMETERS: 'audience=tickets',
    OIDC_TOKEN_ORIGIN: 'https://tokens.example',
  };
  expect(() => checkIssuer(all)).not.toThrow();
  expect(readIssuerOfPage(all)).toEqual({
    issuer: 'https://login.example',
    clientId: 'page',
    parameters: 'audience=tickets',
    tokenOrigin: 'https://tokens.example',
  });
});

test.each<[Record<string, string>, string]>([
  [{ OIDC_ISSUER: 'https://login.example' }, 'OIDC_ISSUER and OIDC_AUDIENCE belong together.'],
  [{ OIDC_CLIENT_ID: 'page' }, 'OIDC_CLIENT_ID needs OIDC_ISSUER.'],
  [{ ...ISSUER, OIDC_ISSUER: 'http://login.example' }, 'is not an HTTPS URL'],
  [{ ...ISSUER, OIDC_TOKEN_ORIGIN: 'https://tokens.example/path' }, 'is not an HTTPS origin'],
  [{ ...ISSUER, OIDC_TOKEN_ORIGIN: 'http://tokens.example' }, 'is not an HTTPS origin'],
  [{ ...ISSUER, OIDC_TOKEN_ORIGIN: 'tokens.example' }, 'is not an HTTPS origin'],
])('%j is refused', (env, complaint) => {
  expect(() => checkIssuer(env)).toThrow(complaint);
});
