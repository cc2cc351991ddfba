/** Processor time of a process, as Linux counts it: in hundredths of a second, all threads together. */
import { readFileSync } from 'node:fs';

const TICK_MS = 10;

/** Of a process so far, in ms. @throws where the system is not Linux, or the process has ended. */
export function cpuMsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command stands in parentheses and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
