/** Prepares the option `--event ID` of the command line tools for `parseArgs`. */

/** Joins `--event ID` to `--event=ID`: one id in 64 begins with a dash, and `parseArgs` would reject it. */
export function withEventInOneWord(args: string[]): string[] {
  const at = args.indexOf('--event');
  const id = args[at + 1];
  if (at === -1 || id === undefined) return args;
  return [...args.slice(0, at), `--event=${id}`, ...args.slice(at + 2)];
}
