/**
 * The source of the CloudFront function that states the address of the client in a header of the request to the API. It replaces
 * what a client sent there. `functions/http/viewer-address.ts` reads the header.
 */

const ADDRESS_HEADER = 'x-viewer-address';

/** @returns the source, in the JavaScript of CloudFront's second runtime. */
export function viewerFunctionSource(): string {
  return `function handler(event) {
  const { request, viewer } = event;
  request.headers['${ADDRESS_HEADER}'] = { value: viewer.ip };
  return request;
}
`;
}
