/**
 * Replaces the global clock, timers and random numbers, which libraries use, by those of the world during a
 * run.
 */
import { Chance } from './chance.ts';
import type { VirtualClock } from './clock.ts';
import { currentProcess } from './lambda.ts';

type Timer = { ref(): Timer; unref(): Timer; hasRef(): boolean; isCleared: boolean };

/** @returns a function that restores the globals. */
export function replaceGlobals(clock: VirtualClock, seed: number): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = Date;
  const { random } = Math;
  const chance = new Chance(seed, 'libraries');

  const virtualTimeout = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): Timer => {
    const timer: Timer = { ref: () => timer, unref: () => timer, hasRef: () => true, isCleared: false };
    const process = currentProcess();
    if (process === undefined) {
      clock.after(ms, () => {
        if (!timer.isCleared) run(...args);
      });
      return timer;
    }
    const waiting = process.wait<void>((resume) => clock.after(ms, () => resume(() => undefined)));
    waiting.then(() => {
      if (!timer.isCleared) run(...args);
    });
    return timer;
  };
  globalThis.setTimeout = virtualTimeout as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer: Timer | undefined) => {
    if (typeof timer === 'object' && 'isCleared' in timer) timer.isCleared = true;
    else clearTimeout(timer);
  }) as unknown as typeof clearTimeout;
  Date.now = () => Math.floor(clock.now);
  Math.random = () => (currentProcess()?.chance ?? chance).next();
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = now;
    Math.random = random;
  };
}
