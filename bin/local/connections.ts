/**
 * Bounds what slow and rude clients can take of the service on one machine, which API Gateway does on AWS: how long a
 * request may take to arrive, how long a connection may be silent, and how many connections there are. At the bound the
 * connection is closed that has waited longest without a complete request, so that many idle or half-sent ones keep
 * nobody out.
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Times in ms. `connections`: how many may be open, those that stream updates included. */
export type ConnectionLimits = {
  headersMs: number;
  requestMs: number;
  silenceMs: number;
  keepAliveMs: number;
  connections: number;
};

/**
 * Headers and a body of 16 KiB arrive within these times on the slowest phone. Streams of updates are written to more
 * often than `silenceMs`. `keepAliveMs` is longer than Node's default of 5 s, after which a busy machine may close a
 * connection just as the next request arrives, which the client sees as a broken connection.
 */
export const CONNECTION_LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  silenceMs: 60_000,
  keepAliveMs: 60_000,
  connections: 10_000,
};

/** How often Node looks for requests that take too long. */
const CHECKS_PER_HEADERS_TIME = 10;

export function timeoutOptions({ headersMs, requestMs, keepAliveMs }: ConnectionLimits): ServerOptions {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: headersMs / CHECKS_PER_HEADERS_TIME,
  };
}

/** Closes silent connections, and the one that has waited longest when there are too many. */
export function boundConnections(server: Server, { silenceMs, connections }: ConnectionLimits): void {
  const open = new Set<Duplex>();
  /** Those without a complete request, in the order in which they began to wait. */
  const waiting = new Set<Duplex>();
  server.setTimeout(silenceMs);
  server.on('connection', (socket) => {
    open.add(socket);
    waiting.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      waiting.delete(socket);
    });
    if (open.size > connections) firstOf(waiting)?.destroy();
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    request.once('end', () => waiting.delete(socket));
    response.once('finish', () => {
      if (!socket.destroyed) waiting.add(socket);
    });
  });
}

function firstOf<T>(values: Set<T>): T | undefined {
  return values.values().next().value;
}
