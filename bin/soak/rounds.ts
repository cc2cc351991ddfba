/**
 * The rounds of a soak. In a round several overlapping events are sold while the service is killed at random;
 * then the kills stop, the service settles and the events are judged. All rounds use the same data.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { makesBooking, outcomeOf } from '../../functions/domain/verify/request-record.ts';
import type { Chance } from './chance.ts';
import { playEvent } from './event.ts';
import { type KillInterval, startKilling } from './killer.ts';
import type { EventRecord } from './records.ts';
import { OPENING_INTERVAL_MS, type Scene } from './scenes.ts';
import { judgeOnceSettled, type StoredViolation } from './settle.ts';
import type { Stage } from './tested-service.ts';
import type { Counts } from './visitor.ts';

/** The results of a soak so far. `wishes` counts the requests for tickets of the events that were judged. */
export type Tally = Counts & {
  kills: number;
  rounds: number;
  events: number;
  wishes: number;
  acknowledgedWishes: number;
  violations: EventViolation[];
};
export type EventViolation = StoredViolation & { eventId: string; kind: string };

export function newTally(): Tally {
  return {
    requests: 0,
    acknowledged: 0,
    lost: 0,
    unknown: 0,
    kills: 0,
    rounds: 0,
    events: 0,
    wishes: 0,
    acknowledgedWishes: 0,
    violations: [],
  };
}

/**
 * Expects a running service and leaves it running. @throws when the service does not restart after a kill.
 */
export async function playRound(
  stage: Stage,
  scenes: Scene[],
  chance: Chance,
  tally: Tally,
  interval?: KillInterval,
): Promise<void> {
  const countKill = () => {
    tally.kills += 1;
  };
  const killer = startKilling(stage, chance.fork(), countKill, interval);
  const playing = scenes.map(async (scene, index) => {
    const own = chance.fork();
    await sleep(index * OPENING_INTERVAL_MS);
    return playEvent(stage, scene, own, tally);
  });
  const played = await Promise.race([Promise.all(playing), killer.failed]);
  await killer.stop();
  for (const one of played) await judge(stage, one, tally);
  tally.rounds += 1;
}

async function judge(stage: Stage, record: EventRecord, tally: Tally): Promise<void> {
  const { eventId, kind } = record;
  for (const violation of await judgeOnceSettled(stage, record))
    tally.violations.push({ ...violation, eventId, kind });
  const wishes = record.requests.filter(makesBooking);
  tally.events += 1;
  tally.wishes += wishes.length;
  tally.acknowledgedWishes += wishes.filter((wish) => outcomeOf(wish) === 'acknowledged').length;
}
