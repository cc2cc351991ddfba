/** Runs a verb of the command line in a process of its own, as npm does. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { Readable } from 'node:stream';

const ENTRY = path.join(import.meta.dirname, '../../bin/boxoffice.ts');

export type Run = { exitCode: number | null; stdout: string; stderr: string };

/**
 * Resolves when the process has ended. @param environment added to that of this process; a variable that is undefined is left out.
 * @param input what the verb reads from standard input.
 */
export function runVerb(
  args: string[],
  environment: Record<string, string | undefined> = {},
  input: Iterable<string> = [],
): Promise<Run> {
  const env = { ...process.env, NODE_OPTIONS: '', ...environment };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [ENTRY, ...args],
      { env, maxBuffer: 2 ** 28 },
      (_, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
    child.stdin?.on('error', () => undefined);
    if (child.stdin) Readable.from(input).pipe(child.stdin);
  });
}
