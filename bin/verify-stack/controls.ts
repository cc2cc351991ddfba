/**
 * The negative control: the same stack, updated without one action of one policy, has to fail at the step that needs the
 * action, with AccessDenied in the log of the function.
 */
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { ROUTES } from '../../functions/http/routes.ts';
import { deployStack } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import type { Stage } from './stage.ts';
import { Steps } from './steps.ts';
import { type Template, withoutAction } from './template.ts';
import { type People, sale } from './walk.ts';

/** `of`: the description of the function. */
type Control = { action: string; of: string; failsAt: string };

const CONTROLS: Control[] = [
  {
    action: 'dynamodb:PutItem',
    of: `${ROUTES['book-tickets'].method} ${ROUTES['book-tickets'].path}`,
    failsAt: 'Ada books two tickets',
  },
  {
    action: 'dynamodb:UpdateItem',
    of: 'Promotes bookings from the waitlist',
    failsAt: 'the queue promotes Cleo',
  },
];

/** Much longer than a promotion takes. */
const WAITS_MS = 3_000;
const DENIED = 'AccessDenied';

/** @returns what was not seen; empty if every control failed as it has to. */
export async function runControls(
  stage: Stage,
  template: Template,
  people: People,
  say: (line: string) => void,
): Promise<string[]> {
  const unseen: string[] = [];
  for (const control of CONTROLS) {
    const { action, of, failsAt } = control;
    await deployStack(stage.emulator, withoutAction(template, of, action));
    const fault = await faultOf({ ...stage, waitsMs: WAITS_MS }, control, people);
    say(
      `  ${fault === undefined ? 'seen  ' : 'UNSEEN'}  without ${action} of "${of}": fails at "${failsAt}"`,
    );
    if (fault !== undefined) unseen.push(`without ${action} of "${of}": ${fault}`);
  }
  return unseen;
}

/** @returns in what the sale did not fail as it has to. */
async function faultOf(stage: Stage, { failsAt }: Control, people: People): Promise<string | undefined> {
  const since = Date.now();
  const steps = new Steps(() => undefined);
  await steps.scene('A sale', () => sale(stage, steps, people));
  const [failure = 'nothing failed'] = steps.failures;
  if (!failure.startsWith(`${failsAt}: `)) return failure;
  const denials = await loggedSince(stage.emulator, since, DENIED);
  return denials.length > 0 ? undefined : `${failure}, and no log has ${DENIED}`;
}

/** @returns the lines with this text in the logs of all functions. */
async function loggedSince({ client }: Emulator, startTime: number, text: string): Promise<string[]> {
  const logs = new CloudWatchLogsClient(client);
  const found: string[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, {})) {
    for (const { logGroupName } of logGroups) {
      if (logGroupName === undefined) continue;
      for await (const { events = [] } of paginateFilterLogEvents(
        { client: logs },
        { logGroupName, startTime },
      ))
        found.push(...events.flatMap(({ message }) => (message?.includes(text) ? [message] : [])));
    }
  }
  logs.destroy();
  return found;
}
