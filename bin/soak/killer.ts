/** Kills the service of a soak at random moments and restarts it. */
import { pause } from '../local/pause.ts';
import type { Chance } from './chance.ts';
import type { Kill, Stage } from './tested-service.ts';

/**
 * The time from the start of the service until it is killed. Short times are more frequent than long ones.
 */
export type KillInterval = { leastMs: number; mostMs: number };

const INTERVAL: KillInterval = { leastMs: 500, mostMs: 6_000 };
/** The probability that the restarted service is killed, too, while it starts. */
const KILLED_AGAIN = 0.15;
const START_MS = 900;

export type Killer = {
  /** Never resolves; rejects when the service does not restart. */
  failed: Promise<never>;
  /** Stops killing and resolves once the service runs again. @throws when the service does not restart. */
  stop: () => Promise<void>;
};

/** Expects a running service, and leaves one running when `stop` resolves. Calls `onKill` after each kill. */
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
      await pause(pauseMs, stopping.signal);
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
