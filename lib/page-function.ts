/**
 * The source of the CloudFront function that answers for the page: a path of the page gets `index.html`, the service worker is
 * left alone, and any other path gets a 404. It is text, because such a function imports nothing.
 */
import { FILE_HEADERS, INDEX_PATH, indexHeaders, SERVICE_WORKER_PATH } from '../web/serving.ts';
import { PAGE_PATHS } from '../web/src/page-paths.ts';

const NOT_FOUND_HEADERS = {
  ...FILE_HEADERS,
  ...indexHeaders({}),
  'content-type': 'text/plain; charset=utf-8',
};

/** @returns the source, in the JavaScript of CloudFront's second runtime. */
export function pageFunctionSource(): string {
  const pages = new RegExp(`^(?:${Object.values(PAGE_PATHS).map(patternOf).join('|')})$`);
  const headers = Object.fromEntries(
    Object.entries(NOT_FOUND_HEADERS).map(([name, value]) => [name, { value }]),
  );
  return `const PAGES = ${pages};
const NOT_FOUND = {
  statusCode: 404,
  statusDescription: 'Not Found',
  headers: ${JSON.stringify(headers)},
  body: 'There is no page at this address.',
};

function handler(event) {
  const request = event.request;
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
