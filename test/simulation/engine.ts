/**
 * The embedded DynamoDB engine, called directly over HTTP: one request at a time, and a new table for each
 * run.
 */
import { Agent, request } from 'node:http';
import { startDynamoEngine } from '../../bin/local/dynamo-engine.ts';
import { createTable } from '../../bin/local/resources.ts';

export type Reply = { status: number; body: string };

/** An item in DynamoDB's wire format. */
export type WireItem = Record<string, Record<string, unknown>>;

const API = 'DynamoDB_20120810';

export class Engine {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #stop: () => Promise<void>;

  private constructor(endpoint: string, stop: () => Promise<void>) {
    this.#url = new URL(endpoint);
    this.#stop = stop;
  }

  static async start(): Promise<Engine> {
    const engine = await startDynamoEngine(undefined);
    Object.assign(process.env, engine.variables);
    return new Engine(engine.endpoint, engine.stop);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.#stop();
  }

  createTable(name: string): Promise<void> {
    return createTable(name);
  }

  async deleteTable(name: string): Promise<void> {
    await this.call('DeleteTable', JSON.stringify({ TableName: name }));
  }

  async put(table: string, item: WireItem): Promise<void> {
    await this.call('PutItem', JSON.stringify({ TableName: table, Item: item }));
  }

  /** @returns those of at most a hundred items that are there. */
  async read(table: string, keys: WireItem[]): Promise<WireItem[]> {
    const input = { RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } };
    const { Responses } = JSON.parse((await this.call('BatchGetItem', JSON.stringify(input))).body);
    return Responses[table];
  }

  /** @returns all items of a table at one instant: nothing else calls the engine meanwhile. */
  async scan(table: string): Promise<WireItem[]> {
    const items: WireItem[] = [];
    let start: unknown;
    do {
      const input = { TableName: table, ConsistentRead: true, ExclusiveStartKey: start };
      const page = JSON.parse((await this.call('Scan', JSON.stringify(input))).body);
      items.push(...page.Items);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  /**
   * Calls an operation by its DynamoDB name, with a JSON body.
   * @returns any status; it does not throw on 4xx.
   */
  call(operation: string, body: string): Promise<Reply> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amz-target': `${API}.${operation}`,
      'x-amz-date': '20300101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=simulation/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    };
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
