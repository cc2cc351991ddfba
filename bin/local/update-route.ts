/** The route of updates of a booking on one machine: reads the request, and opens a stream that the gateway keeps open. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 as HttpResponse } from 'aws-lambda';
import { accepts } from '../../functions/http/accept.ts';
import { ROUTES, type RouteName } from '../../functions/http/routes.ts';
import { sourceOf } from '../../functions/http/source-address.ts';
import { busyAnswer } from './busy-answer.ts';
import type { AdaptHeaders } from './update-stream.ts';
import type { UpdateStreams } from './update-streams.ts';

const EVENT_STREAM = 'text/event-stream';
const FULL = 'Too many streams are open. Read the booking after its lookAgainInSeconds, or try again.';

/**
 * Whether the request asks for a stream by name. A client that accepts anything, such as a viewer of the API, would wait
 * for an end that does not come; it gets the answer of the route's function.
 */
export function asksForUpdates(
  route: RouteName,
  { headers, requestContext }: APIGatewayProxyEventV2,
): boolean {
  const { accept = '' } = headers;
  return (
    route === 'read-booking-updates' &&
    requestContext.http.method === 'GET' &&
    accept.toLowerCase().includes(EVENT_STREAM) &&
    accepts(accept, [EVENT_STREAM])
  );
}

/**
 * Opens a stream. `readBooking` calls the function that reads a booking, with the rights of this request.
 * @returns the answer to send if no stream is opened.
 */
export async function openUpdates(
  streams: UpdateStreams,
  event: APIGatewayProxyEventV2,
  response: ServerResponse,
  readBooking: (event: APIGatewayProxyEventV2) => Promise<HttpResponse>,
  adapt: AdaptHeaders,
): Promise<HttpResponse | undefined> {
  const bookingId = event.pathParameters?.['bookingId'] ?? '';
  const source = sourceOf(event.requestContext.http.sourceIp);
  const seen = event.headers['last-event-id'];
  const read = (tag: string | undefined) => readBooking(readingOf(event, tag));
  const opened = await streams.open({ bookingId, source, response, seen }, read, adapt);
  return opened === 'full' ? busyAnswer(event, FULL) : opened;
}

/** @returns the request for the booking by the client of a stream that has the state with this tag. */
function readingOf(event: APIGatewayProxyEventV2, tag: string | undefined): APIGatewayProxyEventV2 {
  const { accept: _accept, 'if-none-match': _tag, ...headers } = event.headers;
  return {
    ...event,
    routeKey: `GET ${ROUTES['read-booking'].path}`,
    rawPath: event.rawPath.replace(/\/updates$/, ''),
    rawQueryString: 'position=omit',
    queryStringParameters: { position: 'omit' },
    headers: { ...headers, ...(tag !== undefined && { 'if-none-match': tag }) },
    requestContext: { ...event.requestContext, requestId: randomUUID(), timeEpoch: Date.now() },
  };
}
