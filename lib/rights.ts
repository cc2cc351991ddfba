/**
 * The rights of each function, and the IAM policy that grants them: named actions on the table's own ARN,
 * queries on the stated indexes, the kinds of secrets that it uses, one queue, and its own log. No action and no resource of a policy may contain a wildcard.
 */
import { Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { SecretKind } from '../functions/domain/ports/secret-store.ts';
import type { Route, RouteName } from '../functions/http/routes.ts';
import { PENDING_WORK_INDEX } from '../functions/store/table/definition.ts';
import { type OwnItems, type OwnRight, ownRights } from './own-items.ts';

/**
 * The rights of a function. Routes state theirs in `ROUTES`. `receivesFromQueue` is for the consumer of the
 * queue, `readsStream` for the consumers of the table's stream, which may send mail. `secrets`: the kinds of secrets that it
 * reads, and makes if there are none.
 */
export type Rights = Pick<Route, 'table' | 'indexes' | 'sendsToQueue'> &
  OwnItems & {
    secrets?: readonly SecretKind[] | undefined;
    receivesFromQueue?: true;
    readsStream?: true;
  };

/** The kinds of secrets that the functions of routes use. */
export const SECRETS_OF_ROUTES: { [Name in RouteName]?: readonly SecretKind[] } = {
  'book-tickets': ['challenges', 'token-keys'],
  'change-me': ['derived'],
  'check-in-batch': ['tickets'],
  'check-in-ticket': ['tickets'],
  'create-webhook': ['webhooks'],
  'list-bookings': ['tickets'],
  'log-in': ['derived', 'token-keys'],
  'log-out': ['derived'],
  'read-booking': ['tickets'],
  'read-ticket-code': ['tickets'],
  'read-ticket-key': ['tickets'],
  'read-ticket-pass': ['tickets'],
  'read-tickets': ['tickets'],
  'read-unsubscription': ['derived'],
  'refresh-session': ['derived', 'token-keys'],
  'register-user': ['derived', 'token-keys'],
  'replay-webhook-delivery': ['webhooks'],
  'request-confirmation': ['derived'],
  'rotate-webhook-secret': ['webhooks'],
  'subscribe-again': ['derived'],
  'test-webhook': ['webhooks'],
  unsubscribe: ['derived'],
};

/** The rights of the workers, by the name of the file in `functions/workers`. */
export const WORKER_RIGHTS = {
  /** The clerk also ends bookings, and sends a message to itself if it runs out of time. */
  'promote-waitlist': {
    table: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    indexes: [PENDING_WORK_INDEX.name],
    sendsToQueue: true,
    receivesFromQueue: true,
  },
  /** The sweep reads and sends messages. It writes the next due time of a waitlist and its cursor, and erases persons from bookings. */
  'sweep-pending-work': {
    table: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    indexes: [PENDING_WORK_INDEX.name],
    sendsToQueue: true,
  },
} satisfies Record<string, Rights>;

export type WorkerName = keyof typeof WORKER_RIGHTS;

/** The rights of the workers of a stack that sends mail. */
export const NOTICE_RIGHTS = {
  /** Reads the secrets with which it links to a booking and draws its tickets. */
  'send-notices': {
    table: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    secrets: ['derived', 'tickets', 'token-keys'],
    readsStream: true,
  },
  'take-mail-feedback': { table: ['GetItem', 'PutItem', 'UpdateItem'] },
} satisfies Record<string, Rights>;

/** The rights of the sender of webhooks, which is in every stack. */
export const WEBHOOK_RIGHTS = {
  'send-webhooks': {
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    secrets: ['webhooks'],
    readsStream: true,
  },
} satisfies Record<string, Rights>;

/** The actions that an event source needs in the function's role (AWSLambdaSQSQueueExecutionRole). */
const CONSUMER_ACTIONS = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

/** The actions that a stream as event source needs in the function's role (AWSLambdaDynamoDBExecutionRole). */
const STREAM_ACTIONS = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

/** SES version 2 checks both actions, the second one for a message that is complete with its headers. */
const MAIL_ACTIONS = ['ses:SendEmail', 'ses:SendRawEmail'];

/** What a consumer of the stream reads and sends by, besides the table. `mail`: none if it sends no mail. */
export type StreamArns = { stream: string; mail: string[] };

/** The resources that the rights refer to. */
export type Surroundings = {
  tableArn: string;
  secretsArn: string;
  queue: IQueue;
  streamArns?: StreamArns | undefined;
  /** The queue to which Lambda sends what the function could not handle, by the function's role. */
  deadLettersArn?: string | undefined;
};

export function policyFor(
  rights: Rights,
  { tableArn, secretsArn, queue, streamArns, deadLettersArn }: Surroundings,
  logs: ILogGroup,
): PolicyDocument {
  const indexArns = (rights.indexes ?? []).map((index) => `${tableArn}/index/${index}`);
  return new PolicyDocument({
    statements: [
      // The ARN of a log group ends in `:*`, which means its streams. The template only refers to the ARN.
      ...allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logs.logGroupArn]),
      ...allow(
        rights.table.map((right) => `dynamodb:${right}`),
        [tableArn],
      ),
      ...allow(['dynamodb:Query'], indexArns),
      ...ownRights(rights).map((own) => changeOf(own, tableArn)),
      ...(rights.secrets ? [useOfSecrets(rights.secrets, secretsArn)] : []),
      ...allow(rights.sendsToQueue ? ['sqs:SendMessage'] : [], [queue.queueArn]),
      ...allow(rights.receivesFromQueue ? CONSUMER_ACTIONS : [], [queue.queueArn]),
      ...(rights.readsStream && streamArns ? streamStatements(streamArns) : []),
      ...(deadLettersArn === undefined ? [] : allow(['sqs:SendMessage'], [deadLettersArn])),
    ],
  });
}

function changeOf({ right, keys }: OwnRight, tableArn: string): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [`dynamodb:${right}`],
    resources: [tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
  });
}

/** A function may read secrets of its kinds, and make the first one, and no others. */
function useOfSecrets(kinds: readonly string[], secretsArn: string): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    resources: [secretsArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': kinds } },
  });
}

function streamStatements({ stream, mail }: StreamArns): PolicyStatement[] {
  return [...allow(STREAM_ACTIONS, [stream]), ...allow(MAIL_ACTIONS, mail)];
}

function allow(actions: string[], resources: string[]): PolicyStatement[] {
  if (actions.length === 0 || resources.length === 0) return [];
  return [new PolicyStatement({ effect: Effect.ALLOW, actions, resources })];
}
