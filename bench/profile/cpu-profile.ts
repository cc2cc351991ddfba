/** Reads the samples of a time span from a profile written by `node --cpu-prof`. */
import { readFileSync } from 'node:fs';
import type { Node } from './owners.ts';

type Profile = {
  nodes: { id: number; callFrame: Node['frame']; children?: number[] }[];
  /** In microseconds of the monotonic clock. */
  startTime: number;
  samples: number[];
  timeDeltas: number[];
};

/** The function that ran, with its callers, and for how long. */
export type Sample = { node: Node; ms: number };

/** `from` and `to` in microseconds of the monotonic clock. */
export function readSamples(file: string, from: number, to: number): Sample[] {
  const profile: Profile = JSON.parse(readFileSync(file, 'utf8'));
  const nodes = new Map<number, Node>(
    profile.nodes.map(({ id, callFrame }) => [id, { frame: callFrame, parent: undefined }]),
  );
  for (const { id, children = [] } of profile.nodes) {
    for (const child of children) {
      const node = nodes.get(child);
      if (node !== undefined) node.parent = nodes.get(id);
    }
  }
  let now = profile.startTime;
  return profile.samples.flatMap((id, index) => {
    const delta = profile.timeDeltas[index] ?? 0;
    now += delta;
    const node = nodes.get(id);
    return node !== undefined && now >= from && now < to ? [{ node, ms: delta / 1000 }] : [];
  });
}
