/**
 * Finds the address of a client behind Amazon CloudFront. The address of the connection is CloudFront's then, and the
 * client's is in a header that anybody can send. So it is believed in a request alone that has the secret which the operator
 * made the distribution send.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const SECRET_HEADER = 'x-origin-verify';
/** The distribution's own function writes it (`lib/viewer-function.ts`), and replaces what a client sent. */
const ADDRESS_HEADER = 'x-viewer-address';

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
  const { [SECRET_HEADER]: sent, [ADDRESS_HEADER]: sourceIp = '' } = event.headers;
  if (!secret || sent === undefined || isIP(sourceIp) === 0) return event;
  if (!timingSafeEqual(digestOf(sent), digestOf(secret))) return event;
  const { http } = event.requestContext;
  return { ...event, requestContext: { ...event.requestContext, http: { ...http, sourceIp } } };
}
