/**
 * The source of the CloudFront function that lets scripts of any site read the one route that the widget reads, as
 * `bin/local/gateway.ts` does on one machine. CloudFront does not call it for errors, so the widget knows nothing of those.
 */
import { WIDGET_ROUTE, WIDGET_ROUTE_HEADERS } from '../web/serving.ts';
import { patternOf } from './page-function.ts';

const { methods, path } = WIDGET_ROUTE;

/** @returns the source, in the JavaScript of CloudFront's second runtime. */
export function widgetFunctionSource(): string {
  const headers = Object.entries(WIDGET_ROUTE_HEADERS).map(([name, value]) => [name, { value }]);
  return `const PATH = ${new RegExp(`^${patternOf(path)}$`)};
const METHODS = ${JSON.stringify(methods)};
const HEADERS = ${JSON.stringify(Object.fromEntries(headers))};

function handler(event) {
  const { request, response } = event;
  if (METHODS.indexOf(request.method) >= 0 && PATH.test(request.uri))
    for (const name of Object.keys(HEADERS))
      if (!response.headers[name]) response.headers[name] = HEADERS[name];
  return response;
}
`;
}
