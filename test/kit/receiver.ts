/** A real receiver of webhooks on loopback, which answers as a test says and keeps what it gets. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** `body`: as it came, for the signature. */
export type Received = { headers: Record<string, string>; body: string; path: string };

export type Receiver = {
  url: string;
  received: Received[];
  /** What it answers from now on; at first 204. */
  answer: Answer;
  /** The types of what it got, in order. */
  types: () => string[];
  stop: () => Promise<void>;
};

export const withStatus =
  (status: number, text = '', headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end(text);
  };

export async function aReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    url: '',
    received: [],
    answer: withStatus(204),
    types: () => receiver.received.map(({ body }) => JSON.parse(body).type),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      receiver.received.push({
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString(),
        path: request.url ?? '',
      });
      receiver.answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  return receiver;
}

export type VerifiedWebhook = {
  type: string;
  timestamp: string;
  data: { bookingId?: string; historyEntry?: { at: string } };
};

/** Verifies with the library of the specification. @returns the content. @throws if no signature is valid. */
export function verified(secret: string, received: Received | undefined): VerifiedWebhook {
  if (received === undefined) throw new Error('Nothing was received.');
  return new Webhook(secret).verify(received.body, received.headers) as VerifiedWebhook;
}
