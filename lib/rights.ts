/**
 * The rights of each function, and the IAM policy that grants them: named actions on the table's own ARN,
 * queries on the stated indexes, one queue, and its own log. No policy may contain a wildcard.
 */
import { Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Route } from '../functions/http/routes.ts';
import { PENDING_WORK_INDEX } from '../functions/store/table/definition.ts';

/**
 * The rights of a function. Routes state theirs in `ROUTES`. `receivesFromQueue` is for the consumer of the
 * queue.
 */
export type Rights = Pick<Route, 'table' | 'indexes' | 'sendsToQueue'> & { receivesFromQueue?: true };

/** The rights of the workers, by the name of the file in `functions/workers`. */
export const WORKER_RIGHTS = {
  /** The clerk also ends bookings, and sends a message to itself if it runs out of time. */
  'promote-waitlist': {
    table: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    indexes: [PENDING_WORK_INDEX.name],
    sendsToQueue: true,
    receivesFromQueue: true,
  },
  /** The sweep reads and sends messages. It writes the next due time of a waitlist, and its cursor. */
  'sweep-pending-work': {
    table: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
    indexes: [PENDING_WORK_INDEX.name],
    sendsToQueue: true,
  },
} satisfies Record<string, Rights>;

export type WorkerName = keyof typeof WORKER_RIGHTS;

/** The actions that an event source needs in the function's role (AWSLambdaSQSQueueExecutionRole). */
const CONSUMER_ACTIONS = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

/** The resources that the rights refer to. */
export type Surroundings = { tableArn: string; queue: IQueue };

export function policyFor(
  rights: Rights,
  { tableArn, queue }: Surroundings,
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
      ...allow(rights.sendsToQueue ? ['sqs:SendMessage'] : [], [queue.queueArn]),
      ...allow(rights.receivesFromQueue ? CONSUMER_ACTIONS : [], [queue.queueArn]),
    ],
  });
}

function allow(actions: string[], resources: string[]): PolicyStatement[] {
  if (actions.length === 0 || resources.length === 0) return [];
  return [new PolicyStatement({ effect: Effect.ALLOW, actions, resources })];
}
