/**
 * The command line: `npm run VERB -- OPTIONS` runs `node bin/boxoffice.ts VERB OPTIONS`. Only the module of the
 * chosen verb is loaded; it has the verb's options, their description and the work. The exit code is 0 on
 * success, 1 when a check found something wrong, and 2 when the verb could not run, as with an invalid option.
 */
import { Command, CommanderError } from 'commander';

type VerbModule = {
  /** Adds the options, an example and the action. The action sets `process.exitCode` if it is not 0. */
  defineVerb: (command: Command) => void;
};

const VERBS: Record<string, { about: string; load: () => Promise<VerbModule> }> = {
  start: { about: 'Runs the service on this machine, to try it out.', load: () => import('./start.ts') },
  onsale: { about: 'Runs an on-sale and checks every answer of it.', load: () => import('./onsale.ts') },
  soak: {
    about: 'Runs on-sales while the service is killed, and checks that nothing acknowledged is lost.',
    load: () => import('./soak.ts'),
  },
  simulate: {
    about: 'Runs the service in simulated worlds with faults, and checks every guarantee.',
    load: () => import('../test/simulation/simulate.ts'),
  },
  audit: {
    about: 'Checks the guarantees on the stored history of an event of any size.',
    load: () => import('./audit.ts'),
  },
  export: { about: "Writes an event's bookings as CSV.", load: () => import('./export.ts') },
  'create-admin': {
    about: 'Creates an admin in a deployed table, since no request can create the first one.',
    load: () => import('./create-admin.ts'),
  },
  'verify-tickets': {
    about: "Checks the signatures of tickets with the event's public key alone, without a network.",
    load: () => import('./verify-tickets.ts'),
  },
  'measure-hold': {
    about: 'Measures how long a transaction holds an item of a deployed table, in 15 seconds.',
    load: () => import('./measure-hold.ts'),
  },
  fuzz: {
    about: 'Runs Schemathesis, an independent fuzzer, against a service in memory.',
    load: () => import('./fuzz.ts'),
  },
  bench: {
    about: 'Measures speed and cost, and writes bench/results.',
    // By URL, so that the compiler does not follow it to the packages of the yardsticks.
    load: () => import(new URL('../bench/run.ts', import.meta.url).href),
  },
};

/** @throws a `CommanderError`, whose message is printed already, or what the verb throws. */
async function run(args: string[]): Promise<void> {
  const program = new Command('npm run')
    .usage('VERB -- [options]')
    .description('Each VERB prints its options with: npm run VERB -- --help')
    .helpCommand(false)
    .showHelpAfterError('See: npm run help')
    .exitOverride();
  for (const [name, { about, load }] of Object.entries(VERBS)) {
    const command = program
      .command(name)
      .description(about)
      .usage('-- [options]')
      .showHelpAfterError(`See: npm run ${name} -- --help`);
    if (name === args[0]) (await load()).defineVerb(command);
  }
  await program.parseAsync(args, { from: 'user' });
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  console.error(name === 'Error' ? message : `${name}: ${message}`);
  // Whatever a verb has left open must not keep the process alive.
  process.exit(2);
}
