/** Kills the service at random moments, and starts it again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { Kill, Stage } from './stage.ts';

/** From the moment that the service is ready; short ones are more frequent. */
export type KillInterval = { leastMs: number; mostMs: number };

const INTERVAL: KillInterval = { leastMs: 500, mostMs: 6_000 };
/** In this share of cases the next one is killed as well, while it starts. */
const KILLED_AGAIN = 0.15;
const START_MS = 900;

export type Killer = {
  /** Rejects when the service did not come back. */
  failed: Promise<never>;
  /** Ends the killing once the service runs again. @throws when it did not come back. */
  stop: () => Promise<void>;
};

/** The service runs when this is called, and when `stop` is done. `onKill` hears of each. */
export function startKilling(
  stage: Stage,
  chance: Chance,
  onKill: () => void,
  { leastMs, mostMs }: KillInterval = INTERVAL,
): Killer {
  const stopping = new AbortController();
  const kill = async () => {
    while (!stopping.signal.aborted) {
      const pauseMs = leastMs + chance.next() ** 2 * (mostMs - leastMs);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await stage.kill(howToKill(chance));
      onKill();
      while (chance.happens(KILLED_AGAIN)) {
        await stage.startAndKill(chance.next() * START_MS);
        onKill();
      }
      await stage.start();
    }
  };
  const killing = kill();
  const failed = new Promise<never>((_, reject) => killing.catch(reject));
  failed.catch(() => undefined);
  return {
    failed,
    async stop() {
      stopping.abort();
      await killing;
    },
  };
}

function howToKill(chance: Chance): Kill {
  if (chance.happens(0.45)) return 'service';
  return chance.happens(0.6) ? 'both' : 'engine-first';
}
