/** Walks the whole contract over the deployed URL, as people, organizers and the operator do. */
import { accounts, type People } from './people.ts';
import { bookings } from './scenes/bookings.ts';
import { offer } from './scenes/offer.ts';
import { organizing } from './scenes/organizing.ts';
import { ownAccount } from './scenes/own-account.ts';
import { page, service } from './scenes/page.ts';
import { keys, refusals } from './scenes/refusals.ts';
import { reports } from './scenes/reports.ts';
import { sale } from './scenes/sale.ts';
import { webhooks } from './scenes/webhooks.ts';
import type { Stage } from './stage.ts';
import { holds, type Steps } from './steps.ts';

type Scene = (stage: Stage, steps: Steps, people: People) => Promise<void>;

const SCENES: [name: string, scene: Scene][] = [
  ['A sale', sale],
  ['An offer', offer],
  ['Bookings and tickets', bookings],
  ['Running an event', organizing],
  ['An account of one’s own', ownAccount],
  ['Webhooks', webhooks],
  ['Reports about mails', reports],
  ['Refusals', refusals],
  ['Keys', keys],
  ['The page', page],
];

/** @returns the people, for more steps; undefined if they could not be made. */
export async function walkContract(stage: Stage, steps: Steps): Promise<People | undefined> {
  await steps.scene('The service', () => service(stage, steps));
  let people: People | undefined;
  await steps.scene('Accounts', async () => {
    people = await accounts(stage, steps);
  });
  if (people === undefined) return undefined;
  for (const [name, scene] of SCENES) {
    const all = people;
    await steps.scene(name, () => scene(stage, steps, all));
  }
  await steps.scene('The contract', () =>
    steps.take('each route was called, and answered as it has to be', async () => {
      const faults = stage.called.faults();
      holds(faults.length === 0, `no route is left, and not: ${faults.join('; ')}`);
    }),
  );
  return people;
}
