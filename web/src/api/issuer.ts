/**
 * Logs people in at the OpenID Connect issuer that keeps the accounts: by a code for this page alone (PKCE), so that the page
 * sees no password. It is loaded when somebody logs in there, or a session of that issuer is renewed or ended.
 */
import * as oauth from 'oauth4webapi';
import { addressOf } from '../paths.ts';
import { language } from '../texts/chosen-language.ts';
import { apiWithoutSession } from './client.ts';
import { type IssuerSettings, readPageSettings } from './page-settings.ts';
import type { NewSession, Session } from './session.ts';

/** A log-in that went off to the issuer from this tab. */
type Pending = { verifier: string; state: string; nonce: string; next: string };
type At = {
  server: oauth.AuthorizationServer;
  client: oauth.Client;
  parameters: URLSearchParams;
  insecure: object;
};

const PENDING = 'boxoffice.log-in';
const SCOPE = 'openid profile email';
/** Of a token that the issuer did not date. */
const DEFAULT_SECONDS = 300;

/** The issuer has to know this address of the page, and `/` for a log-out. */
const redirectUri = () => `${location.origin}${addressOf('logIn')}`;

async function open(settings: NonNullable<IssuerSettings>): Promise<At> {
  const url = new URL(settings.url);
  // The service accepts no issuer without HTTPS but on this machine.
  const insecure = { [oauth.allowInsecureRequests]: url.protocol === 'http:' };
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure));
  const client = { client_id: settings.clientId ?? '' };
  return { server, client, parameters: new URLSearchParams(settings.parameters), insecure };
}

/** What an issuer wants to hear again when it gives tokens: for whom they are. */
function audienceIn(parameters: URLSearchParams): URLSearchParams {
  const of = [...parameters].filter(([name]) => name === 'resource' || name === 'audience');
  return new URLSearchParams(of);
}

/** Leaves the page for that of the issuer. `next`: the path to go on to after the log-in. */
export async function logInAtIssuer(settings: NonNullable<IssuerSettings>, next: string): Promise<void> {
  const { server, parameters } = await open(settings);
  const pending: Pending = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    next,
  };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const address = new URL(server.authorization_endpoint ?? '');
  const asked = {
    scope: SCOPE,
    ...Object.fromEntries(parameters),
    client_id: settings.clientId ?? '',
    redirect_uri: redirectUri(),
    response_type: 'code',
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    state: pending.state,
    nonce: pending.nonce,
    ui_locales: language.value,
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  location.assign(address);
}

/**
 * Ends a log-in that the issuer sent back.
 * @returns the session, and the path to go on to.
 * @throws if it was refused, was not begun in this tab, or is not valid
 */
export async function comeFromIssuer(
  settings: NonNullable<IssuerSettings>,
  answer: URLSearchParams,
): Promise<{ session: NewSession; next: string }> {
  const stored = sessionStorage.getItem(PENDING);
  if (stored === null) throw new Error('No log-in was begun in this tab.');
  sessionStorage.removeItem(PENDING);
  const { verifier, state, nonce, next } = JSON.parse(stored) as Pending;
  const { server, client, parameters, insecure } = await open(settings);
  const code = oauth.validateAuthResponse(server, client, answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    code,
    redirectUri(),
    verifier,
    { additionalParameters: audienceIn(parameters), ...insecure },
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  return { session: await sessionOf(tokens, { refreshToken: '', idToken: tokens.id_token ?? '' }), next };
}

/** `before`: what of the session stays if the issuer gave no new one. */
async function sessionOf(
  tokens: oauth.TokenEndpointResponse,
  before: { refreshToken: string; idToken: string },
): Promise<NewSession> {
  const { access_token: accessToken, expires_in: expiresIn = DEFAULT_SECONDS } = tokens;
  const headers = { authorization: `Bearer ${accessToken}` };
  const { data: user } = await apiWithoutSession.GET('/v1/me', { headers });
  if (user === undefined) throw new Error('The service does not take the token of the issuer.');
  const { refresh_token: refreshToken = before.refreshToken, id_token: idToken = before.idToken } = tokens;
  return { user, accessToken, refreshToken, expiresIn, idToken };
}

/** @returns the renewed session; undefined if the issuer has ended it, or renews none. @throws if it does not answer. */
export async function renewAtIssuer(session: Session): Promise<NewSession | undefined> {
  const { refreshToken, idToken = '' } = session;
  const { issuer } = await readPageSettings();
  if (refreshToken === '' || issuer === null) return undefined;
  const { server, client, parameters, insecure } = await open(issuer);
  const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, {
    additionalParameters: audienceIn(parameters),
    ...insecure,
  });
  if (response.status === 400 || response.status === 401) return undefined;
  const tokens = await oauth.processRefreshTokenResponse(server, client, response);
  return sessionOf(tokens, { refreshToken, idToken });
}

/** Leaves the page for the issuer to end the session there, too, if the issuer has a page for it; it leads back here. */
export async function logOutAtIssuer({ idToken = '', refreshToken }: Session): Promise<void> {
  const { issuer } = await readPageSettings();
  if (issuer === null) return;
  const { server, client, insecure } = await open(issuer);
  if (refreshToken !== '' && server.revocation_endpoint !== undefined)
    await oauth
      .revocationRequest(server, client, oauth.None(), refreshToken, insecure)
      .catch(() => undefined);
  if (server.end_session_endpoint === undefined) return;
  const address = new URL(server.end_session_endpoint);
  address.searchParams.set('id_token_hint', idToken);
  address.searchParams.set('client_id', client.client_id);
  address.searchParams.set('post_logout_redirect_uri', `${location.origin}${addressOf('events')}`);
  location.assign(address);
}
