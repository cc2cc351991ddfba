/**
 * An OpenID Connect issuer on loopback: the certified server `oidc-provider`, with people who log in by its own pages, a resource
 * server whose access tokens are JWTs, and keys that can be rotated.
 */
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Configuration, type JWK, Provider } from 'oidc-provider';

export const AUDIENCE = 'https://tickets.example/api';
/** As Auth0 requires the names of such claims to be. */
export const ROLES_CLAIM = 'https://tickets.example/roles';
export const OTHER_AUDIENCE = 'https://other.example/api';
/** The public client as which the page logs people in, and what it has to send. */
export const PAGE_CLIENT = 'page';
export const PAGE_PARAMETERS = `resource=${AUDIENCE}&scope=openid tickets`;
const CLIENT = { id: 'web', secret: 'secret-of-the-client', redirect: 'https://web.example/callback' };

/** `ttlSeconds`: how long the person's access tokens live. */
export type Person = {
  id: string;
  roles: string[];
  name?: string;
  email?: string;
  isVerified?: boolean;
  ttlSeconds?: number;
};

export type Issuer = {
  url: string;
  /** Logs a person in by the pages of the issuer, and exchanges the code. `audience`: what the access token is for. */
  logIn: (person: Person, audience?: string) => Promise<{ accessToken: string; idToken: string }>;
  /** Lets a person log in by the pages. */
  addPerson: (person: Person) => void;
  /** Lets people log in at the page with this origin, which is a client from then on. The signing key is another one then. */
  addPage: (origin: string) => void;
  /** Replaces the signing key; the one before is not published any more. */
  rotate: () => void;
  jwks: () => Promise<{ keys: (JsonWebKey & { kid: string })[] }>;
  stop: () => Promise<void>;
};

let keys = 0;
function newKey(): JWK {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  keys += 1;
  return { ...privateKey.export({ format: 'jwk' }), kid: `key-${keys}`, alg: 'RS256', use: 'sig' } as JWK;
}

export async function startIssuer(): Promise<Issuer> {
  const people = new Map<string, Person>();
  const pages: string[] = [];
  let provider: Provider;
  const server: Server = createServer((request, response) => provider.callback()(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open = () => {
    provider = new Provider(url, configurationFor(people, pages));
  };
  open();
  return {
    url,
    async logIn(person, audience = AUDIENCE) {
      people.set(person.id, person);
      return logInByPages(url, person.id, audience);
    },
    addPerson(person) {
      people.set(person.id, person);
    },
    addPage(origin) {
      pages.push(origin);
      open();
    },
    rotate: open,
    jwks: async () => (await fetch(`${url}/jwks`)).json() as ReturnType<Issuer['jwks']>,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function claimsOf(person: Person | undefined) {
  const address = person?.email && { email: person.email, email_verified: person.isVerified ?? true };
  return { name: person?.name ?? `Person ${person?.id}`, [ROLES_CLAIM]: person?.roles ?? [], ...address };
}

function configurationFor(people: Map<string, Person>, pages: string[]): Configuration {
  const personOf = (token: object) => people.get('accountId' in token ? String(token.accountId) : '');
  return {
    clients: [
      { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [CLIENT.redirect] },
      {
        client_id: PAGE_CLIENT,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: pages.length === 0 ? [CLIENT.redirect] : pages.map((origin) => `${origin}/log-in`),
        post_logout_redirect_uris: pages.map((origin) => `${origin}/`),
      },
    ],
    clientBasedCORS: (_, origin) => pages.includes(origin),
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    jwks: { keys: [newKey()] },
    pkce: { required: (_, { clientId }) => clientId === PAGE_CLIENT },
    ttl: { AccessToken: (_, token) => personOf(token)?.ttlSeconds ?? 600 },
    findAccount: (_, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...claimsOf(people.get(id)) }),
    }),
    extraTokenClaims: (_, token) => claimsOf(personOf(token)),
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, audience) => ({
          scope: 'tickets',
          audience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

/** Goes through the pages as a browser does: log in, agree, and come back with a code. */
async function logInByPages(url: string, id: string, audience: string) {
  const cookies = new Map<string, string>();
  const visit = async (address: string, form?: Record<string, string>) => {
    const answer = await fetch(new URL(address, url), {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  const asked = new URLSearchParams({
    client_id: CLIENT.id,
    redirect_uri: CLIENT.redirect,
    response_type: 'code',
    scope: 'openid tickets',
    nonce: 'nonce-of-the-client',
    resource: audience,
  });
  let at = `/auth?${asked}`;
  while (!at.startsWith(CLIENT.redirect)) {
    const answer = await visit(at);
    const page = answer.status === 200 ? await answer.text() : '';
    const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
    const next = prompt ? await visit(at, { prompt, login: id, password: 'any' }) : answer;
    const location = next.headers.get('location');
    if (location === null)
      throw new Error(`The issuer answered ${next.status} at ${at}. ${page.slice(0, 300)}`);
    at = new URL(location, url).toString();
  }
  const code = new URL(at).searchParams.get('code') ?? '';
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: CLIENT.redirect };
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}` },
    body: new URLSearchParams(exchange),
  });
  const tokens = (await answer.json()) as { access_token?: string; id_token?: string };
  if (!tokens.access_token || !tokens.id_token) throw new Error(`No tokens: ${JSON.stringify(tokens)}`);
  return { accessToken: tokens.access_token, idToken: tokens.id_token };
}
