/**
 * The entry of the command line: `npm run VERB -- OPTIONS` runs `node bin/boxoffice.ts VERB OPTIONS`. The exit code is 0
 * on success, 1 when a check found something wrong, and 2 when the verb could not run, as with an invalid option.
 */
import { runCommandLine } from './command-line.ts';

// The tools call the service's functions by the thousand, and say themselves what they do.
if (process.argv[2] !== 'start') process.env['LOG_LEVEL'] ??= 'WARN';

try {
  const exitCode = await runCommandLine(process.argv.slice(2));
  // Whatever a verb has left open must not keep the process alive.
  if (exitCode !== undefined) process.exit(exitCode);
} catch (error) {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  console.error(name === 'Error' ? message : `${name}: ${message}`);
  process.exit(2);
}
