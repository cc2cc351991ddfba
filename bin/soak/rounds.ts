/**
 * Rounds of a soak: some events one after another while the service is killed again and again; then the killing
 * stops, everything comes to rest and is judged, and the next round begins on the same data.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import { type Played, playEvent } from './event.ts';
import { judgeEvent, type Violation } from './judge.ts';
import { type KillInterval, startKilling } from './killer.ts';
import { comeToRest } from './rest.ts';
import { OPENING_INTERVAL_MS, type Scene } from './scenes.ts';
import type { Stage } from './stage.ts';
import type { Counts } from './visitor.ts';

/** What came of a soak so far. `wishes` are requests for tickets whose event was judged. */
export type Tally = Counts & {
  kills: number;
  rounds: number;
  events: number;
  wishes: number;
  acknowledgedWishes: number;
  violations: EventViolation[];
};
export type EventViolation = Violation & { eventId: string; kind: string };

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

/** The service runs before and after. @throws when it does not come back. */
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

async function judge(stage: Stage, played: Played, tally: Tally): Promise<void> {
  const stored = await comeToRest(stage, played);
  const { eventId, kind, wishes } = played.record;
  for (const violation of judgeEvent(played.record, stored))
    tally.violations.push({ ...violation, eventId, kind });
  tally.events += 1;
  tally.wishes += wishes.length;
  tally.acknowledgedWishes += wishes.filter(({ outcome }) => outcome === 'acknowledged').length;
}
