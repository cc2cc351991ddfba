/** Renders the example of a route as a curl command for a POSIX shell. */
import type { OperationObject } from './document-types.ts';

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command reads the access token from the shell variable `TOKEN`. */
export function curlCommand(
  origin: string,
  method: string,
  path: string,
  { parameters, requestBody, security }: OperationObject,
): string {
  const given = parameters.filter(({ example }) => example !== undefined);
  const query = new URLSearchParams();
  let address = origin + path;
  for (const { in: place, name, example } of given) {
    if (place === 'path') address = address.replace(`{${name}}`, String(example));
    if (place === 'query') query.set(name, String(example));
  }
  if (query.size > 0) address += `?${query}`;
  const body = requestBody?.content['application/json'].example;
  const isImplied = method === 'GET' || (method === 'POST' && body !== undefined);
  return [
    `curl ${isImplied ? '' : `-X ${method} `}${quoted(address)}`,
    ...(security.length > 0 ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...given.flatMap(({ in: place, name, example }) =>
      place === 'header' ? [`-H ${quoted(`${name}: ${example}`)}`] : [],
    ),
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]),
  ].join(' \\\n  ');
}
