/** The settings of an OpenID Connect issuer that keeps the accounts instead of this service. */

/**
 * `audience`: what access tokens have to be for. `rolesClaim`: where their roles are, the name of a claim or a path of names
 * joined by dots; `adminRole`, `organizerRole`: what makes an admin and an organizer there.
 */
export type IssuerSettings = {
  issuer: string;
  audience: string;
  rolesClaim: string;
  adminRole: string;
  organizerRole: string;
};

const LOOPBACK = ['127.0.0.1', 'localhost'];

/** Whether tokens and keys may be read from an address: by HTTPS, or on this machine. */
export function isTrustedAddress(text: unknown): text is string {
  const url = typeof text === 'string' ? URL.parse(text) : null;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
}

/** @returns undefined if this service keeps its accounts itself. `checkIssuer` has looked at the variables before. */
export function readIssuerSettings(env: Record<string, string | undefined>): IssuerSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience = '' } = env;
  if (!issuer) return undefined;
  return {
    issuer,
    audience,
    rolesClaim: env['OIDC_ROLES_CLAIM'] || 'roles',
    adminRole: env['OIDC_ADMIN_ROLE'] || 'admin',
    organizerRole: env['OIDC_ORGANIZER_ROLE'] || 'organizer',
  };
}

/**
 * How the page logs people in at the issuer: as a public client of it, with parameters that this issuer wants besides those of
 * every log-in. `tokenOrigin`: where scripts ask it for tokens, if not at the origin of its name.
 */
export type IssuerOfPage = {
  issuer: string;
  clientId: string | undefined;
  parameters: string;
  tokenOrigin: string | undefined;
};

/** @returns undefined if this service keeps its accounts itself. */
export function readIssuerOfPage(env: Record<string, string | undefined>): IssuerOfPage | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_TOKEN_ORIGIN: tokenOrigin } = env;
  if (!issuer) return undefined;
  return {
    issuer,
    clientId: clientId || undefined,
    parameters: env['OIDC_PARAMETERS'] ?? '',
    tokenOrigin: tokenOrigin || undefined,
  };
}

/** What `npm start` calls the settings. */
const NAMES = {
  issuer: 'OIDC_ISSUER',
  audience: 'OIDC_AUDIENCE',
  clientId: 'OIDC_CLIENT_ID',
  tokenOrigin: 'OIDC_TOKEN_ORIGIN',
};

/**
 * Checks the variables before anything is started or deployed. `names`: what the operator calls them, for the errors.
 * @throws Error that names the one that is missing or cannot be used, and says what to do.
 */
export function checkIssuer(env: Record<string, string | undefined>, names = NAMES): void {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_TOKEN_ORIGIN: tokenOrigin } = env;
  if (!issuer && !audience) {
    if (env['OIDC_CLIENT_ID'])
      throw new Error(`${names.clientId} needs ${names.issuer}. Set both, or unset both.`);
    return;
  }
  if (!issuer || !audience)
    throw new Error(`${names.issuer} and ${names.audience} belong together. Set both, or unset both.`);
  if (!isTrustedAddress(issuer))
    throw new Error(
      `${names.issuer}=${issuer} is not an HTTPS URL. Set it to the issuer exactly as its tokens have it, such as https://accounts.example.org.`,
    );
  if (tokenOrigin && (!isTrustedAddress(tokenOrigin) || new URL(tokenOrigin).origin !== tokenOrigin))
    throw new Error(
      `${names.tokenOrigin}=${tokenOrigin} is not an HTTPS origin. Set it to one such as https://login.example.org, without a path.`,
    );
}
