/**
 * The command line as a function: what `bin/boxoffice.ts` does with its arguments. Only the module of the chosen verb is
 * loaded; it has the verb's options, their description and the work.
 */
import { Command, CommanderError } from 'commander';
import { explainAws } from './aws-errors.ts';

type VerbModule = {
  /** Adds the options, an example and the action. The action sets `process.exitCode` if it is not 0. */
  defineVerb: (command: Command) => void;
};

const VERBS: Record<string, { about: string; load: () => Promise<VerbModule> }> = {
  start: { about: 'Runs the service on this machine, to try it out.', load: () => import('./start.ts') },
  demo: {
    about: 'Fills a sale of the running service with a crowd, to watch on the page.',
    load: () => import('./demo.ts'),
  },
  onsale: { about: 'Runs an on-sale and checks every answer of it.', load: () => import('./onsale.ts') },
  soak: {
    about: 'Runs on-sales while the service is killed, and checks that nothing acknowledged is lost.',
    load: () => import('./soak.ts'),
  },
  simulate: {
    about: 'Runs the service in simulated worlds with faults, and checks every guarantee.',
    load: () => import('../test/simulation/simulate.ts'),
  },
  'check-protocol': {
    about: 'Lets SPIN, a model checker, search all interleavings of the waitlist.',
    load: () => import('../test/protocol/check-protocol.ts'),
  },
  audit: {
    about: 'Checks the guarantees on the stored history of an event of any size.',
    load: () => import('./audit.ts'),
  },
  export: { about: "Writes an event's bookings as CSV.", load: () => import('./export.ts') },
  'wake-notices': {
    about: 'Lets the sender look again at bookings whose customers were not told.',
    load: () => import('./wake-notices.ts'),
  },
  'create-admin': {
    about: 'Creates an admin in a deployed table, since no request can create the first one.',
    load: () => import('./create-admin.ts'),
  },
  'upgrade-table': {
    about: 'Brings a deployed table to the version of this code.',
    load: () => import('./upgrade-table.ts'),
  },
  'restore-table': {
    about: 'Makes a deployed table equal to one that was restored.',
    load: () => import('./restore-table.ts'),
  },
  'rotate-keys': {
    about: 'Gives access tokens a new key while the service runs.',
    load: () => import('./rotate-keys.ts'),
  },
  'verify-tickets': {
    about: "Checks the signatures of tickets with the event's public key alone, without a network.",
    load: () => import('./verify-tickets.ts'),
  },
  'verify-stack': {
    about: 'Deploys the stack to an emulator of AWS on this machine, and walks the contract over its URL.',
    load: () => import('./verify-stack.ts'),
  },
  'measure-hold': {
    about: 'Measures how long a transaction holds an item of a deployed table, in 15 seconds.',
    load: () => import('./measure-hold.ts'),
  },
  fuzz: {
    about: 'Runs Schemathesis, an independent fuzzer, against a service in memory.',
    load: () => import('./fuzz.ts'),
  },
  'compile-mail': {
    about: 'Compiles the layout of mails from MJML.',
    load: () => import('./compile-mail.ts'),
  },
  screenshots: {
    about: 'Takes a picture of each screen of the page.',
    load: () => import('../test/screenshots/take-screenshots.ts'),
  },
  bench: {
    about: 'Measures speed and cost, and writes bench/results.',
    // By URL, so that the compiler does not follow it to the packages of the yardsticks.
    load: () => import(new URL('../bench/run.ts', import.meta.url).href),
  },
};

/** Where the help and the complaints about options go. */
export type Output = { writeOut: (text: string) => void; writeErr: (text: string) => void };

const OF_THE_PROCESS: Output = {
  writeOut: (text) => process.stdout.write(text),
  writeErr: (text) => process.stderr.write(text),
};

/**
 * Carries out a verb, which sets `process.exitCode` if it is not 0.
 * @returns undefined, or the exit code if the verb was not carried out: 0 after help, and 2 when an option is invalid.
 * @throws what the verb throws, or an error that says what to do if AWS is the cause.
 */
export async function runCommandLine(args: string[], output = OF_THE_PROCESS): Promise<number | undefined> {
  try {
    await parse(args, output);
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const explanation = explainAws(error, statedTables(args, process.env));
    throw explanation === undefined ? error : new Error(explanation, { cause: error });
  }
}

/** @returns the tables that the verb was given, each as it was stated. */
function statedTables(args: string[], env: NodeJS.ProcessEnv): string[] {
  const options = ['--table', '--from'].flatMap((name) =>
    args.includes(name) ? [`${name} ${args[args.indexOf(name) + 1]}`] : [],
  );
  if (args.includes('--table')) return options;
  const variables = ['TABLE_NAME', 'SECRETS_TABLE_NAME'].filter((name) => env[name]);
  return [...options, ...variables.map((name) => `${name}=${env[name]}`)];
}

/** @throws a `CommanderError`, whose message is written already, or what the verb throws. */
async function parse(args: string[], output: Output): Promise<void> {
  const program = new Command('npm run')
    .configureOutput(output)
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
