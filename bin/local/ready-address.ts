/** Waits until a process that was started as `npm start` prints its address. */
import type { ChildProcess } from 'node:child_process';

const READY = /ready on (http:\/\/\S+)/;

/**
 * @returns the address. What the process prints afterwards is discarded and not searched, because that would take processor
 * time, with each line more, from what is measured beside it.
 * @throws when the process exits before, with what it printed.
 */
export function readyAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('exit', () => reject(new Error(`The service exited before it was ready. ${output}`)));
    const search = (chunk: Buffer) => {
      output += chunk;
      const address = READY.exec(output)?.[1];
      if (address === undefined) return;
      child.stdout?.off('data', search).resume();
      resolve(address);
    };
    child.stdout?.on('data', search);
  });
}
