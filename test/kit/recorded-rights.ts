/** Records which rights on which tables a process uses: a proxy between it and the DynamoDB engine. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';

type Request = {
  TableName?: string;
  IndexName?: string;
  RequestItems?: Record<string, unknown>;
  TransactItems?: Record<string, { TableName: string }>[];
};

/** IAM's names of the actions of a transaction. */
const TRANSACT_ACTIONS: Record<string, string> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/** @returns `table action` for each right that a call needs, and `table/index action` for an index. */
function rightsOf(
  operation: string,
  { TableName, IndexName, RequestItems, TransactItems }: Request,
): string[] {
  if (TransactItems !== undefined)
    return TransactItems.flatMap(Object.entries).map(
      ([kind, { TableName: table }]) => `${table} ${TRANSACT_ACTIONS[kind]}`,
    );
  if (RequestItems !== undefined) return Object.keys(RequestItems).map((table) => `${table} ${operation}`);
  return [`${TableName}${IndexName === undefined ? '' : `/${IndexName}`} ${operation}`];
}

export type Recorder = { endpoint: string; used: Set<string>; stop: () => Promise<void> };

/** @returns the address that replaces the engine's, and the rights used through it. */
export async function recordRights(engine: string): Promise<Recorder> {
  const used = new Set<string>();
  const proxy = createServer(async (request, response) => {
    const body = await buffer(request);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    for (const right of rightsOf(operation, JSON.parse(body.toString()))) used.add(right);
    const { host: _host, connection: _connection, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(engine, { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const stop = async () => {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${port}`, used, stop };
}

/** @returns the rights that the command's row in `docs/runbook.md` states, as `table action` and `secrets action`. */
export function statedRights(command: string): string[] {
  const runbook = readFileSync(path.join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  const row = runbook.split('\n').find((line) => line.startsWith(`| \`${command}\` |`)) ?? '';
  const [, , onTable = '', onSecrets = ''] = row.split('|');
  const actions = (cell: string, table: string) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, action]) => `${table} ${action}`);
  return [...actions(onTable, 'table'), ...actions(onSecrets, 'secrets')].sort();
}

/** Commands of AWS whose right has another name. */
const RIGHTS_BY_COMMAND: Record<string, string> = {
  'apigatewayv2 update-api': 'apigateway:PATCH',
  'dynamodb wait': 'dynamodb:DescribeTable',
  'lambda invoke': 'lambda:InvokeFunction',
  'sesv2 delete-suppressed-destination': 'ses:DeleteSuppressedDestination',
  'wafv2 create-web-acl': 'wafv2:CreateWebACL',
};

/** @returns the right that a command needs, as `dynamodb:DeleteTable`. */
function rightOf(command: string): string {
  const [service, words = ''] = command.split(' ');
  const action = words.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return RIGHTS_BY_COMMAND[command] ?? `${service}:${action}`;
}

/** @returns the rights in the rows of tables of a document. An action without a service is of the one before it in its row. */
function rightsIn(text: string): Set<string> {
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  return new Set(
    rows.flatMap((row) => {
      let service = '';
      return [...row.matchAll(/`(?:([a-z0-9]+):)?([A-Z]\w+)`/g)].map(([, stated, action]) => {
        service = stated ?? service;
        return `${service}:${action}`;
      });
    }),
  );
}

/** @returns the commands of AWS in a document of which no row of it states the right, as `logs filter-log-events`. */
export function commandsWithoutRight(text: string): string[] {
  const rights = rightsIn(text);
  const commands = [...text.matchAll(/\baws ([a-z0-9]+ [a-z-]+)/g)].map(([, command = '']) => command);
  if (commands.length === 0) throw new Error('The document has no command of AWS.');
  return [...new Set(commands)].filter((command) => !rights.has(rightOf(command)));
}
