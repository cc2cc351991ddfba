/**
 * The source of the CloudFront function that answers for the page: a path of the page gets `index.html`, the path of the
 * settings gets them, the service worker is left alone, and any other path gets a 404. It is text, because such a function
 * imports nothing.
 */
import {
  FILE_HEADERS,
  INDEX_PATH,
  indexHeaders,
  type PageServices,
  SERVICE_WORKER_PATH,
  SETTINGS_HEADERS,
  settingsFor,
} from '../web/serving.ts';
import { PAGE_PATHS, SETTINGS_PATH } from '../web/src/page-paths.ts';

const NOT_FOUND_HEADERS = {
  ...FILE_HEADERS,
  ...indexHeaders({}),
  'content-type': 'text/plain; charset=utf-8',
};

/** @returns the source, in the JavaScript of CloudFront's second runtime. */
export function pageFunctionSource(services: PageServices): string {
  const pages = new RegExp(`^(?:${Object.values(PAGE_PATHS).map(patternOf).join('|')})$`);
  const asHeaders = (headers: object) =>
    JSON.stringify(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])));
  return `const PAGES = ${pages};
const NOT_FOUND = {
  statusCode: 404,
  statusDescription: 'Not Found',
  headers: ${asHeaders(NOT_FOUND_HEADERS)},
  body: 'There is no page at this address.',
};
const SETTINGS = {
  statusCode: 200,
  statusDescription: 'OK',
  headers: ${asHeaders({ ...FILE_HEADERS, ...SETTINGS_HEADERS })},
  body: ${JSON.stringify(JSON.stringify(settingsFor(services)))},
};

function handler(event) {
  const request = event.request;
  if (request.uri === '${SETTINGS_PATH}') return SETTINGS;
  if (PAGES.test(request.uri)) request.uri = '${INDEX_PATH}';
  else if (request.uri !== '${SERVICE_WORKER_PATH}') return NOT_FOUND;
  return request;
}
`;
}

/** @returns a pattern in which a parameter is a segment that is not empty, as in `matchSegments` of the local service. */
export function patternOf(path: string): string {
  const segments = path.split('/');
  return segments
    .map((segment) =>
      segment.startsWith('{') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
    )
    .join('/');
}
