/** Spreads items over partitions by their ids. */

/** @returns the partition of an id, from 0 to `count` - 1. It follows from the id, whose bytes are random. */
export function partitionOf(id: string, count: number): number {
  return (Buffer.from(id, 'base64url')[0] ?? 0) % count;
}
