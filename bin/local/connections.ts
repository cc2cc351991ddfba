/**
 * Bounds what slow and rude clients can take of the service on one machine, which API Gateway does on AWS: how long a
 * request may take to arrive, how long a connection may be silent, how many requests it may send before the first of them is
 * answered, how many connections there are, and how much they leave unread. Requests of one connection are begun one after the
 * other, each when the answer to the one before was sent. At the bound of connections the one is closed that has waited longest
 * without a complete request, for an answer that is held back, or to take one, so that many such ones keep nobody out.
 */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { UnsentBytes } from './unsent-bytes.ts';

/**
 * Times in ms. `connections`: how many may be open, those that stream updates included. `unanswered`: requests of one
 * connection. `unsentBytes`: of answers, of all connections.
 */
export type ConnectionLimits = {
  headersMs: number;
  requestMs: number;
  silenceMs: number;
  keepAliveMs: number;
  connections: number;
  unanswered: number;
  unsentBytes: number;
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
 * time on a connection; thousands in one packet would all be begun in one turn of the event loop. The largest answer has
 * less than 2 MB.
 */
export const CONNECTION_LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  silenceMs: 60_000,
  keepAliveMs: 60_000,
  connections: 10_000,
  unanswered: 10,
  unsentBytes: 64 * 1024 * 1024,
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
 * answered, the one that has waited longest when there are too many, and those that leave most unread.
 */
export function boundConnections(server: Server, limits: ConnectionLimits, answer: Answer): void {
  const { silenceMs, connections, unanswered, unsentBytes } = limits;
  const open = new Set<Socket>();
  /** Those without a complete request, or with an answer that is held back or not taken, in the order in which they began to wait. */
  const waiting = new Set<Socket>();
  const unsent = new UnsentBytes(unsentBytes);
  const unansweredOf = new WeakMap<Socket, number>();
  const lastAnswerOf = new WeakMap<Socket, Promise<void>>();
  const wait = (socket: Socket) => {
    if (!socket.destroyed) waiting.add(socket);
  };
  server.setTimeout(silenceMs);
  server.on('connection', (socket) => {
    // Where the client has reset the connection already, nobody knows whose limits its requests count for.
    if (socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    open.add(socket);
    waiting.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      waiting.delete(socket);
      unsent.forget(socket);
    });
    if (open.size > connections) firstOf(waiting)?.destroy();
  });
  const take = async (request: IncomingMessage, response: ServerResponse) => {
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
    response.once('prefinish', () => {
      wait(socket);
      unsent.note(socket, response.writableLength);
    });
    response.once('finish', () => {
      unansweredOf.set(socket, (unansweredOf.get(socket) ?? 1) - 1);
      unsent.forget(socket);
      wait(socket);
    });
    const former = lastAnswerOf.get(socket);
    lastAnswerOf.set(socket, new Promise((resolve) => response.once('close', resolve)));
    await former;
    if (!socket.destroyed) answer(request, response, () => wait(socket));
  };
  server.on('request', take);
  // Node would answer what it does not know with 417, past all of these bounds. It may be ignored.
  server.on('checkExpectation', take);
}

function firstOf<T>(values: Set<T>): T | undefined {
  return values.values().next().value;
}
