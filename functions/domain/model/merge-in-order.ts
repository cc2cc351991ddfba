/** Merges what was read of partitions that are each in order, of which some have more to read. Pure. */

/** What was read of one partition, in order. `isComplete`: there is no more in the range. */
export type PartRead<Read> = { read: Read[]; isComplete: boolean };

/**
 * Merges what was read of several partitions, in the order of the keys. The result ends at the earliest last key of an
 * incomplete partition, because that partition may hold the next one.
 */
export function mergeInOrder<Read>(parts: PartRead<Read>[], keyOf: (one: Read) => string): PartRead<Read> {
  const lastKeys = parts.flatMap(({ read, isComplete }) =>
    isComplete ? [] : [read.at(-1)].map((last) => (last === undefined ? '' : keyOf(last))),
  );
  const bound = lastKeys.sort()[0];
  const read = parts
    .flatMap((part) => part.read)
    .filter((one) => bound === undefined || keyOf(one) <= bound)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { read, isComplete: bound === undefined };
}
