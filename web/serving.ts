/** What everybody who serves the built page has to know: where it is, and the headers of its files. It imports nothing. */

/** The folder of the built page, from the top of the project. */
export const BUILT_PAGE = '.web';

/** Files below it have a name that changes with their content. */
export const ASSETS_PATH = '/assets/';

/** The answer to every path of the page. */
export const INDEX_PATH = '/index.html';

/** Draws the list into the index. It is for whoever serves the page, and is not served. */
export const DRAWING_FILE = 'drawing.cjs';

/**
 * The languages of the list in the answer to `/`, each with the regions that write dates in ways of their own. Anybody else gets the
 * language alone.
 */
export const LIST_LOCALES = [
  ...['en', 'en-AU', 'en-CA', 'en-GB', 'en-IE', 'en-IN', 'en-NZ', 'en-US', 'en-ZA'],
  ...['de', 'de-AT', 'de-CH', 'de-DE'],
];

/** An address with one of these shows another list, or is in a language of its own, so no list is drawn for it. */
export const UNDRAWN_PARAMETERS = ['q', 'when', 'language'];

/** Browsers know the service worker by this path, and ask each time whether it changed. */
export const SERVICE_WORKER_PATH = '/service-worker.js';

/** The script that organizers have on their sites: one file, which loads no other. */
export const WIDGET_PATH = '/widget.js';

/** What the operator chose that the page reaches besides its own origin. */
export type PageServices = {
  /** Which challenges events ask for, as `CHALLENGE` names them. */
  challenge?: string | undefined;
  /** The OpenID Connect issuer that keeps the accounts, and how the page logs people in there; this service without it. */
  issuer?:
    | {
        issuer: string;
        /** Without it the page cannot log anybody in. */
        clientId?: string | undefined;
        /** What this issuer wants besides the parameters of every log-in, as in a query. */
        parameters: string;
        /** Where scripts ask it for tokens, if not at the origin of its name. */
        tokenOrigin?: string | undefined;
      }
    | undefined;
};

/** What the page learns of the operator's choices, at `SETTINGS_PATH`. */
export const settingsFor = ({ issuer }: PageServices) => ({
  issuer:
    issuer === undefined
      ? null
      : {
          url: issuer.issuer,
          clientId: issuer.clientId ?? null,
          parameters: issuer.parameters,
        },
});
export type PageSettings = ReturnType<typeof settingsFor>;

export const SETTINGS_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-cache' };

type Directive = 'script-src' | 'style-src' | 'connect-src' | 'frame-src';
type Sources = { readonly [Name in Directive]?: readonly string[] };

const HCAPTCHA = ['https://hcaptcha.com', 'https://*.hcaptcha.com'];

/**
 * What the widget of a service needs, as the service says itself:
 * https://developers.cloudflare.com/turnstile/reference/content-security-policy/ and
 * https://docs.hcaptcha.com/#content-security-policy-settings. Proof of work needs nothing.
 */
const OF_CHALLENGE: Record<string, Sources> = {
  turnstile: {
    'script-src': ['https://challenges.cloudflare.com'],
    'frame-src': ['https://challenges.cloudflare.com'],
  },
  hcaptcha: {
    'script-src': HCAPTCHA,
    'style-src': HCAPTCHA,
    'connect-src': HCAPTCHA,
    'frame-src': HCAPTCHA,
  },
};

/**
 * Scripts, styles and requests of this origin, and of the services that the operator chose; pictures also from what the page made
 * itself; no frame around it.
 */
function policyFor({ challenge = '', issuer }: PageServices): string {
  const chosen = OF_CHALLENGE[challenge] ?? {};
  const asked = issuer && [...new Set([new URL(issuer.issuer).origin, issuer.tokenOrigin ?? []].flat())];
  const from = (directive: Directive, ...own: string[]) => {
    const sources = [...own, ...(chosen[directive] ?? [])];
    return sources.length === 0 ? [] : [`${directive} ${sources.join(' ')}`];
  };
  return [
    "default-src 'none'",
    ...from('script-src', "'self'"),
    ...from('style-src', "'self'"),
    ...from('connect-src', "'self'", ...(asked ?? [])),
    ...from('frame-src'),
    "img-src 'self' blob: data:",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Of every file. */
export const FILE_HEADERS = { 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' };

/** Browsers ask each time whether `index.html` changed, and keep what it names for good. */
export const indexHeaders = (services: PageServices) => ({
  'content-security-policy': policyFor(services),
  'cache-control': 'no-cache',
});
export const ASSET_HEADERS = { 'cache-control': 'public, max-age=31536000, immutable' };

/** Sites with any policy may load it, and have a new one within five minutes. */
export const WIDGET_HEADERS = {
  'cache-control': 'public, max-age=300',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

/**
 * The one route that the widget reads, and the headers with which whoever serves the widget lets scripts of any site read its
 * answers. Preflights are not answered so: no script of a site that the operator did not name can send a token.
 */
export const WIDGET_ROUTE = { methods: ['GET', 'HEAD'], path: '/v1/events/{eventId}' };
export const WIDGET_ROUTE_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after',
};

/** The content types of files, by the ends of their names. */
export const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
