/**
 * Reads the processor time of a process on Linux, which counts it in hundredths of a second over all threads.
 */
import { readFileSync } from 'node:fs';

const TICK_MS = 10;

/**
 * @returns the processor time of a process so far in ms.
 * @throws on other systems, or if the process has exited.
 */
export function cpuMsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command is in parentheses and may contain spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
