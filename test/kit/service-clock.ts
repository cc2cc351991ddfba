/** Moves the clock of a service that runs in the process of its tests: that of its gateway and of its functions. */
import { runtime } from '../../functions/compose.ts';

const realNow = Date.now;

export type ServiceClock = { set: (instant: number) => void; restore: () => void };

/** The clock goes on from each instant (ms) that it is set to. Sessions end by it, too. */
export function serviceClock(): ServiceClock {
  let ahead = 0;
  const now = () => realNow() + ahead;
  Date.now = now;
  runtime.now = now;
  return {
    set(instant) {
      ahead = instant - realNow();
    },
    restore() {
      Date.now = realNow;
      runtime.now = realNow;
    },
  };
}
