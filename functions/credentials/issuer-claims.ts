/** What the claims of another issuer's access token say: whether it is one, for whom, and about whom. Pure rules. */
import { derivedId } from '../domain/model/derived-id.ts';
import type { Role } from '../domain/model/user.ts';
import type { IssuerSettings } from './issuer-settings.ts';

export type IssuerClaims = Record<string, unknown>;

/** A person as another issuer knows them. `email`: missing unless the issuer has confirmed it. `issuedAt`: of the token, ms. */
export type Subject = { userId: string; role: Role; name: string; email?: string; issuedAt: number };

const ACCESS_TOKEN_TYPES = ['at+jwt', 'application/at+jwt'];
const OTHER_TYPES = [undefined, 'jwt'];
/** Claims of ID tokens, which say what somebody logged in with, and of log-out tokens. */
const OF_OTHER_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'];
/** The name of a person of whom the issuer states none. */
export const NAMELESS = 'Somebody';

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * Whether a token is an access token. RFC 9068 says so by the type of its header; Cognito by `token_use`, Keycloak by the claim
 * `typ`. A token that says nothing is one unless it has claims of another kind.
 */
export function isAccessToken(claims: IssuerClaims, headerType: unknown): boolean {
  const type = textIn(headerType)?.toLowerCase();
  if (type !== undefined && ACCESS_TOKEN_TYPES.includes(type)) return true;
  if (!OTHER_TYPES.includes(type)) return false;
  const { token_use: use, typ } = claims;
  if (use !== undefined) return use === 'access';
  if (typ !== undefined) return typ === 'Bearer';
  return OF_OTHER_TOKENS.every((name) => claims[name] === undefined);
}

/** Whether a token is for this service. Cognito's access tokens have no audience, and name the client instead. */
export function isFor({ aud, client_id: client }: IssuerClaims, audience: string): boolean {
  return aud === undefined ? client === audience : [aud].flat().includes(audience);
}

/** The value of a claim by its name, which may have dots in it, or by a path of names. */
function claimAt(claims: IssuerClaims, path: string): unknown {
  if (path in claims) return claims[path];
  return path.split('.').reduce<unknown>((value, name) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    return isObject ? (value as IssuerClaims)[name] : undefined;
  }, claims);
}

function roleIn(claims: IssuerClaims, { rolesClaim, adminRole, organizerRole }: IssuerSettings): Role {
  const stated = claimAt(claims, rolesClaim);
  const roles = typeof stated === 'string' ? stated.split(/[\s,]+/) : stated;
  if (!Array.isArray(roles)) return 'attendee';
  if (roles.includes(adminRole)) return 'admin';
  return roles.includes(organizerRole) ? 'organizer' : 'attendee';
}

/** @returns the person of a token. The same issuer and subject are the same account for ever. */
export function subjectOf(
  claims: IssuerClaims & { sub: string; iat: number },
  settings: IssuerSettings,
): Subject {
  const email = claims['email_verified'] === true ? textIn(claims['email']) : undefined;
  const name = textIn(claims['name']) ?? textIn(claims['preferred_username']) ?? email?.split('@')[0];
  return {
    userId: derivedId('subject', settings.issuer, claims.sub),
    role: roleIn(claims, settings),
    name: name ?? NAMELESS,
    issuedAt: claims.iat * 1000,
    ...(email !== undefined && { email }),
  };
}
