/**
 * What each function may do, and the policy that says so: the table's actions by name on the table's own ARN, queries
 * on the indexes it names, one queue, its own log. Nothing here may hold a wildcard.
 */
import { Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Route } from '../functions/http/routes.ts';
import { ATTENTION_INDEX } from '../functions/store/table.ts';

/** A route states its own; `receivesFromQueue` is for the queue's consumer. */
export type Rights = Pick<Route, 'table' | 'indexes' | 'sendsToQueue'> & { receivesFromQueue?: true };

/** By the name of the file in `functions/workers`. */
export const WORKER_RIGHTS = {
  /** The clerk puts bookings that end without their customers' doing, and sends itself what it has no time for. */
  'promote-waitlist': {
    table: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    indexes: [ATTENTION_INDEX.name],
    sendsToQueue: true,
    receivesFromQueue: true,
  },
  /** The sweep looks and sends; it writes when a line is to be looked at next, and where it stopped. */
  'sweep-attention': {
    table: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    indexes: [ATTENTION_INDEX.name],
    sendsToQueue: true,
  },
} satisfies Record<string, Rights>;

export type WorkerName = keyof typeof WORKER_RIGHTS;

/** What an event source needs of the function's role, and no more (AWSLambdaSQSQueueExecutionRole). */
const CONSUMER_ACTIONS = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

/** The resources that rights are about. */
export type Surroundings = { tableArn: string; queue: IQueue };

export function policyFor(
  rights: Rights,
  { tableArn, queue }: Surroundings,
  logs: ILogGroup,
): PolicyDocument {
  const indexArns = (rights.indexes ?? []).map((index) => `${tableArn}/index/${index}`);
  return new PolicyDocument({
    statements: [
      // The ARN of a log group ends in `:*` by itself, which stands for its streams; the template only refers to it.
      ...allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logs.logGroupArn]),
      ...allow(
        rights.table.map((right) => `dynamodb:${right}`),
        [tableArn],
      ),
      ...allow(['dynamodb:Query'], indexArns),
      ...allow(rights.sendsToQueue ? ['sqs:SendMessage'] : [], [queue.queueArn]),
      ...allow(rights.receivesFromQueue ? CONSUMER_ACTIONS : [], [queue.queueArn]),
    ],
  });
}

function allow(actions: string[], resources: string[]): PolicyStatement[] {
  if (actions.length === 0 || resources.length === 0) return [];
  return [new PolicyStatement({ effect: Effect.ALLOW, actions, resources })];
}
