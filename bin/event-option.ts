/** `--event ID`, as the tools take it. */

/** Puts the id into one word with its option: one id in 64 begins with a dash, and would be taken for an option. */
export function withEventInOneWord(args: string[]): string[] {
  const at = args.indexOf('--event');
  const id = args[at + 1];
  if (at === -1 || id === undefined) return args;
  return [...args.slice(0, at), `--event=${id}`, ...args.slice(at + 2)];
}
