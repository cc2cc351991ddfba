/**
 * Bounds what slow and rude clients can take of the service on one machine, which API Gateway does on AWS: how long a
 * request may take to arrive, how long a connection may be silent, how many requests it may send before the first of them is
 * answered, and how many connections there are. At the bound the connection is closed that has waited longest without a
 * complete request, or for an answer that is held back, so that many such ones keep nobody out.
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Times in ms. `connections`: how many may be open, those that stream updates included. `unanswered`: requests of one
 * connection.
 */
export type ConnectionLimits = {
  headersMs: number;
  requestMs: number;
  silenceMs: number;
  keepAliveMs: number;
  connections: number;
  unanswered: number;
};

/**
 * Answers a request. `onHeld` is to be called when the answer is held back, so that its connection may be closed for another
 * one.
 */
type Answer = (request: IncomingMessage, response: ServerResponse, onHeld: () => void) => void;

/**
 * Headers and a body of 16 KiB arrive within these times on the slowest phone. Streams of updates are written to more
 * often than `silenceMs`. `keepAliveMs` is longer than Node's default of 5 s, after which a busy machine may close a
 * connection just as the next request arrives, which the client sees as a broken connection. Browsers send one request at a
 * time on a connection; thousands in one packet would all be begun in one turn of the event loop.
 */
export const CONNECTION_LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  silenceMs: 60_000,
  keepAliveMs: 60_000,
  connections: 10_000,
  unanswered: 10,
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

/**
 * Has `answer` called for each request. Closes silent connections, those that send too many requests before the first is
 * answered, and the one that has waited longest when there are too many.
 */
export function boundConnections(
  server: Server,
  { silenceMs, connections, unanswered }: ConnectionLimits,
  answer: Answer,
): void {
  const open = new Set<Duplex>();
  /** Those without a complete request, or with an answer that is held back, in the order in which they began to wait. */
  const waiting = new Set<Duplex>();
  const unansweredOf = new WeakMap<Duplex, number>();
  const wait = (socket: Duplex) => {
    if (!socket.destroyed) waiting.add(socket);
  };
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
    // What arrived in one packet is parsed to its end, also after the connection was closed.
    if (socket.destroyed) return;
    const count = (unansweredOf.get(socket) ?? 0) + 1;
    unansweredOf.set(socket, count);
    if (count > unanswered) {
      socket.destroy();
      return;
    }
    request.once('end', () => waiting.delete(socket));
    response.once('finish', () => {
      unansweredOf.set(socket, (unansweredOf.get(socket) ?? 1) - 1);
      wait(socket);
    });
    answer(request, response, () => wait(socket));
  });
}

function firstOf<T>(values: Set<T>): T | undefined {
  return values.values().next().value;
}
