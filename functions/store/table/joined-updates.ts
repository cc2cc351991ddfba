/**
 * Joins updates that are asked for at the same moment to one transaction, because a call takes more processor time than
 * an update. Each update has the outcome that it would have alone. It must not join what a caller awaits in turn.
 */
import type { Table } from './client.ts';
import { type CommitOutcome, commit, type UpdateAction } from './commit.ts';
import { write } from './write.ts';

/** A transaction may have 100 actions. A larger one conflicts more often, and saves little more. */
export const JOINED_UPDATES_MAX = 25;

type Waiting = {
  action: UpdateAction;
  resolve: (outcome: CommitOutcome | PromiseLike<CommitOutcome>) => void;
  reject: (error: unknown) => void;
};

/** @returns a function like `write`. It waits for the microtasks that are queued, in which others ask for updates. */
export function joinedUpdates(table: Table): (action: UpdateAction) => Promise<CommitOutcome> {
  let waiting: Waiting[] = [];
  const flush = () => {
    const batches = batchesOf(waiting);
    waiting = [];
    for (const batch of batches)
      writeBatch(table, batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
  };
  return (action) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ action, resolve, reject });
    });
}

/** A transaction cannot change an item twice, so updates of one item are in different batches. */
function batchesOf(waiting: Waiting[]): Waiting[][] {
  const batches: { keys: Set<string>; updates: Waiting[] }[] = [];
  for (const one of waiting) {
    const key = JSON.stringify(one.action.update);
    let batch = batches.find(({ keys }) => keys.size < JOINED_UPDATES_MAX && !keys.has(key));
    if (batch === undefined) {
      batch = { keys: new Set(), updates: [] };
      batches.push(batch);
    }
    batch.keys.add(key);
    batch.updates.push(one);
  }
  return batches.map(({ updates }) => updates);
}

async function writeBatch(table: Table, batch: Waiting[]): Promise<void> {
  const alone = ({ action, resolve }: Waiting) => resolve(write(table, action));
  if (batch.length === 1) return batch.forEach(alone);
  const outcome = await commit(
    table,
    batch.map(({ action }) => action),
  );
  for (const [index, one] of batch.entries()) {
    if (outcome.kind === 'done' || outcome.kind === 'unknown') one.resolve(outcome);
    // A refused transaction has written nothing, so the others are written alone.
    else if (outcome.kind === 'refused' && outcome.failed.has(index))
      one.resolve({ kind: 'refused', failed: new Map([[0, outcome.failed.get(index)]]) });
    else alone(one);
  }
}
