/**
 * The negative controls: the same stack, updated without one action of one policy, has to fail at the step that needs the
 * action, with AccessDenied in the log of the function; and what is there for such failures has to take over.
 */
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { ROUTES, type RouteName } from '../../functions/http/routes.ts';
import { deployStack } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { scheduleSweep } from './events.ts';
import type { People } from './people.ts';
import { giveBack, sale, sellOut } from './scenes/sale.ts';
import type { Stage } from './stage.ts';
import { Steps } from './steps.ts';
import { type Template, withoutAction } from './template.ts';
import { type Booked, reach, within } from './waiting.ts';

/** `of`: the description of the function. */
type Right = { action: string; of: string };

const describes = (name: RouteName) => `${ROUTES[name].method} ${ROUTES[name].path}`;

const TO_BOOK: Right = { action: 'dynamodb:PutItem', of: describes('book-tickets') };
const TO_PROMOTE: Right = { action: 'dynamodb:UpdateItem', of: 'Promotes bookings from the waitlist' };
const TO_ANNOUNCE: Right = { action: 'sqs:SendMessage', of: describes('cancel-booking') };

/** Much longer than a promotion takes. */
const WAITS_MS = 3_000;
/** A line is in the logs soon after the answer, or later on a busy machine. */
const LOGGED_WITHIN_MS = 15_000;
/** A release is due for the sweep after five seconds. */
const DUE_AFTER_MS = 6_000;
const DENIED = 'AccessDenied';
const SWEPT = 'The sweep found pending work';

const silent = () => new Steps(() => undefined);

type Setting = { stage: Stage; template: Template; people: People; say: (line: string) => void };

/** @returns what was not seen; empty if every control went as it has to. */
export async function runControls(setting: Setting): Promise<string[]> {
  const unseen: string[] = [];
  const see = async (right: Right, expected: string, run: () => Promise<string | undefined>) => {
    const fault = await run().catch((error: Error) => error.message);
    const without = `without ${right.action} of "${right.of}"`;
    setting.say(`  ${fault === undefined ? 'seen  ' : 'UNSEEN'}  ${without}: ${expected}`);
    if (fault !== undefined) unseen.push(`${without}: ${fault}`);
  };
  const failing = (right: Right, failsAt: string) =>
    see(right, `fails at "${failsAt}"`, () => faultOfSale(setting, right, failsAt));
  const swept = await loseMessage(setting);
  await failing(TO_BOOK, 'Ada books two tickets');
  await see(TO_ANNOUNCE, 'the sweep, started by its schedule, has Cleo promoted', swept);
  await failing(TO_PROMOTE, 'the queue promotes Cleo');
  return unseen;
}

async function deployWithout({ stage, template }: Setting, { action, of }: Right): Promise<void> {
  await deployStack(stage.emulator, withoutAction(template, of, action));
}

/** @returns in what the sale did not fail as it has to. */
async function faultOfSale(setting: Setting, right: Right, failsAt: string): Promise<string | undefined> {
  const { stage, people } = setting;
  await deployWithout(setting, right);
  const since = Date.now();
  const steps = silent();
  await steps.scene('A sale', () => sale({ ...stage, waitsMs: WAITS_MS }, steps, people));
  const [failure = 'nothing failed'] = steps.failures;
  if (!failure.startsWith(`${failsAt}: `)) return failure;
  const lacks = await missingInLogs(stage, since, [DENIED]);
  return lacks && `${failure}, and ${lacks}`;
}

/**
 * Gives a ticket back whose message cannot be sent, and has the schedule start the sweep once that is due.
 * @returns waits for the sweep to do it, and returns in what it did not
 */
async function loseMessage(setting: Setting): Promise<() => Promise<string | undefined>> {
  const { stage, people } = setting;
  const since = Date.now();
  const lost = await loseOne(setting).catch((error: Error) => error);
  return async () => {
    if (lost instanceof Error) return lost.message;
    await reach(stage, people.cleo, lost, 'confirmed');
    return missingInLogs(stage, since, [DENIED, SWEPT]);
  };
}

async function loseOne(setting: Setting): Promise<Booked> {
  const { stage, people } = setting;
  await deployWithout(setting, TO_ANNOUNCE);
  const steps = silent();
  const { booked, waiting } = await sellOut(stage, steps, people);
  await giveBack(stage, steps, people, booked);
  await scheduleSweep(stage.emulator, Date.now() + DUE_AFTER_MS);
  return waiting;
}

/** Logs are written a moment after what they tell of. @returns which of the texts did not come to be in them */
async function missingInLogs(
  { emulator }: Stage,
  since: number,
  texts: string[],
): Promise<string | undefined> {
  for (const text of texts) {
    const found = await within(LOGGED_WITHIN_MS, () => isLogged(emulator, since, text));
    if (found !== true) return `no log has "${text}"`;
  }
  return undefined;
}

/** @returns whether a line with this text is in the logs of all functions. */
async function isLogged({ client }: Emulator, startTime: number, text: string): Promise<boolean> {
  const logs = new CloudWatchLogsClient(client);
  try {
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, {})) {
      for (const { logGroupName } of logGroups) {
        if (logGroupName === undefined) continue;
        const search = { logGroupName, startTime };
        for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, search))
          if (events.some(({ message }) => message?.includes(text))) return true;
      }
    }
    return false;
  } finally {
    logs.destroy();
  }
}
