/** Converts an HTTP request to the Lambda input of an HTTP API, in payload format 2.0. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BODY_LIMIT_BYTES } from '../../functions/domain/model/limits.ts';
import { clientAddress, type IsTrusted } from './trusted-proxies.ts';

/** Connections without an address are closed before they are read. */
const NOBODY = '0.0.0.0';
/** How much of a body that is too large is received and discarded; then its connection is closed. */
const DISCARDED_LIMIT_BYTES = 2 * 1024 * 1024;
/** The client of such a body gets this long to read the answer before its connection is closed. */
const CLOSE_AFTER_MS = 500;

export type RequestTarget = { rawPath: string; rawQueryString: string };

/**
 * Splits a request target, which may be an absolute URL (RFC 9112 §3.2.2). A target that is neither a URL nor
 * a path is kept as it is and matches no route.
 */
export function readTarget(url = '/'): RequestTarget {
  const [beforeQuery = '', ...query] = url.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  return { rawPath: beforeQuery === '' ? '/' : beforeQuery, rawQueryString: query.join('?') };
}

/**
 * Reads a body until it is complete or exceeds the limit of the functions. In the second case the function
 * gets the bytes so far and answers 413. A little of the rest is received and discarded, and the connection of a client
 * that sends more is closed after the answer.
 * @returns undefined if the client closes the connection; no `text` if the body is empty.
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<{ text?: string } | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(size === 0 ? {} : { text: Buffer.concat(chunks).toString('utf8') });
    const giveUp = () => resolve(undefined);
    request.on('data', (chunk: Buffer) => {
      if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
      size += chunk.length;
      if (size > BODY_LIMIT_BYTES) finish();
      if (size > DISCARDED_LIMIT_BYTES) request.pause();
    });
    request.once('end', finish);
    request.on('error', giveUp);
    request.once('close', giveUp);
    response.once('finish', () => {
      if (request.readableEnded) return;
      if (size > DISCARDED_LIMIT_BYTES) request.socket.end();
      const closing = setTimeout(() => request.socket.destroy(), CLOSE_AFTER_MS);
      request.once('end', () => clearTimeout(closing));
      request.once('close', () => clearTimeout(closing));
    });
  });
}

function joinHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const joined = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  return { ...Object.fromEntries(joined), 'x-forwarded-proto': 'http' };
}

function joinQuery(search: URLSearchParams): Record<string, string> | undefined {
  const names = [...new Set(search.keys())];
  return names.length === 0
    ? undefined
    : Object.fromEntries(names.map((name) => [name, search.getAll(name).join(',')]));
}

export function toEvent(
  request: IncomingMessage,
  target: RequestTarget,
  match: { routeKey: string; pathParameters: Record<string, string> },
  body: string | undefined,
  isTrusted: IsTrusted,
): APIGatewayProxyEventV2 {
  const { routeKey, pathParameters } = match;
  const queryStringParameters = joinQuery(new URLSearchParams(target.rawQueryString));
  const timeEpoch = Date.now();
  const forwardedFor = [request.headers['x-forwarded-for'] ?? []].flat().join(',');
  return {
    version: '2.0',
    routeKey,
    rawPath: target.rawPath,
    rawQueryString: target.rawQueryString,
    headers: joinHeaders(request.headers),
    ...(queryStringParameters && { queryStringParameters }),
    pathParameters,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: request.headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: target.rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: clientAddress(request.socket.remoteAddress ?? NOBODY, forwardedFor, isTrusted),
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: new Date(timeEpoch).toISOString(),
      timeEpoch,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}
