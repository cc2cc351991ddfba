/** A JSON client of the HTTP API over keep-alive connections. Returns all answers, also errors. */
import { Agent, request } from 'node:http';

export type ApiAnswer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: bodies differ by route; callers check what they use.
  body: any;
  latencyMs: number;
};

export type ApiCall = {
  method?: string;
  path: string;
  token?: string;
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
};

export type ApiClient = { call: (call: ApiCall) => Promise<ApiAnswer>; close: () => void };

/**
 * `connections` bounds the requests in flight; further calls are queued in order. A call rejects when its
 * connection breaks.
 */
export function apiClient(origin: string, connections = 64): ApiClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });

  function call({ method, path, token, body, headers }: ApiCall): Promise<ApiAnswer> {
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const started = performance.now();
      const outgoing = request(
        new URL(path, origin),
        {
          agent,
          method: method ?? (payload === undefined ? 'GET' : 'POST'),
          headers: {
            ...(token && { authorization: `Bearer ${token}` }),
            ...(payload !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(payload),
            }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const isJson = String(response.headers['content-type']).includes('json');
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: isJson && text !== '' ? JSON.parse(text) : text,
              latencyMs: performance.now() - started,
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }

  return { call, close: () => agent.destroy() };
}
