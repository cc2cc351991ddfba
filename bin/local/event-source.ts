/** A client of server-sent events, for tests and measurements: without reconnection, and with the token in a header. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

export type ServerEvent = { id: string; event: string; data: string };

export type EventSource = {
  status: number;
  headers: IncomingMessage['headers'];
  /** The events so far, in order. */
  events: ServerEvent[];
  /** Waits until there are so many events. @throws when the stream ends before. */
  received: (count: number) => Promise<ServerEvent[]>;
  /** Resolves when the stream has ended. */
  ended: Promise<void>;
  close: () => void;
};

type Asked = { url: string; token?: string; headers?: Record<string, string> };

/** Opens a stream. @returns when its head has arrived, whatever its status. */
export async function openEvents({ url, token, headers = {} }: Asked): Promise<EventSource> {
  const outgoing = request(url, {
    agent: false,
    headers: {
      accept: 'text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  const response = await responseTo(outgoing);
  const events: ServerEvent[] = [];
  const wakes = new Set<() => void>();
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    events.push(...blocks.flatMap(parseBlock));
    for (const wake of wakes) wake();
  });
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    response.once('close', () => {
      isOver = true;
      resolve();
      for (const wake of wakes) wake();
    });
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    ended,
    close: () => response.destroy(),
    received: (count) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (events.length < count && !isOver) return;
          wakes.delete(look);
          if (events.length >= count) resolve(events);
          else reject(new Error(`The stream ended after ${events.length} of ${count} events.`));
        };
        wakes.add(look);
        look();
      }),
  };
}

function responseTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', (response) => {
      response.on('error', () => {});
      resolve(response);
    });
    outgoing.once('error', reject);
    outgoing.end();
  });
}

/** @returns nothing for a comment, and for the time of the reconnection. */
function parseBlock(block: string): ServerEvent[] {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
  const data = fields.get('data');
  return data === undefined ? [] : [{ id: fields.get('id') ?? '', event: fields.get('event') ?? '', data }];
}
