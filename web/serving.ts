/** What everybody who serves the built page has to know: where it is, and the headers of its files. Constants alone. */

/** The folder of the built page, from the top of the project. */
export const BUILT_PAGE = '.web';

/** Files below it have a name that changes with their content. */
export const ASSETS_PATH = '/assets/';

/** Browsers know the service worker by this path, and ask each time whether it changed. */
export const SERVICE_WORKER_PATH = '/service-worker.js';

/** Scripts, styles and requests of this origin alone; pictures also from what the page made itself; no frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Browsers ask each time whether `index.html` changed, and keep what it names for good. */
export const INDEX_HEADERS = { 'content-security-policy': POLICY, 'cache-control': 'no-cache' };
export const ASSET_HEADERS = { 'cache-control': 'public, max-age=31536000, immutable' };
