/** Divides the records of a stream, so that those of one partition key stay together. */
import { createHash } from 'node:crypto';

/** @returns the number of a part, from 0 to `parts` - 1: the same for all records of a partition key. */
export function partOf(
  { dynamodb }: { dynamodb?: { Keys?: Record<string, { S?: string }> | undefined } | undefined },
  parts: number,
): number {
  const partition = dynamodb?.Keys?.['pk']?.S ?? '';
  return (createHash('sha256').update(partition).digest()[0] ?? 0) % parts;
}
