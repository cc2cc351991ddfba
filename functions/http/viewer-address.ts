/**
 * Finds the address of a client behind Amazon CloudFront. The address of the connection is CloudFront's then, and the
 * client's is in a header that anybody can send. So it is believed in a request alone that has the secret which the operator
 * made the distribution send.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const SECRET_HEADER = 'x-origin-verify';
/** CloudFront writes it itself, and replaces what a client sent. */
const ADDRESS_HEADER = 'cloudfront-viewer-address';

const digestOf = (text: string) => createHash('sha256').update(text).digest();

/**
 * `secret`: what the distribution sends; undefined or empty without one.
 * @returns the request with the address of the client as its source. One that did not come through the distribution, or
 *   whose header has no address, keeps the address of its connection.
 */
export function withViewerAddress(
  event: APIGatewayProxyEventV2,
  secret: string | undefined,
): APIGatewayProxyEventV2 {
  const { [SECRET_HEADER]: sent, [ADDRESS_HEADER]: viewer } = event.headers;
  if (!secret || sent === undefined || viewer === undefined) return event;
  if (!timingSafeEqual(digestOf(sent), digestOf(secret))) return event;
  const sourceIp = addressIn(viewer);
  if (sourceIp === undefined) return event;
  const { http } = event.requestContext;
  return { ...event, requestContext: { ...event.requestContext, http: { ...http, sourceIp } } };
}

/** The header has the address, a colon and the port; an address of IPv6 may be in brackets. */
function addressIn(viewer: string): string | undefined {
  const address = viewer.slice(0, Math.max(viewer.lastIndexOf(':'), 0)).replace(/^\[(.*)\]$/, '$1');
  return isIP(address) === 0 ? undefined : address;
}
