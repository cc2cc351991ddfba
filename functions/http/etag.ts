/** Strong entity tags, and texts that are written once in the life of a process (RFC 9110 §8.8.3, §13.1.2). */
import { createHash } from 'node:crypto';

const ENTITY_TAG = /(?:W\/)?("[^"]*")/g;

/** Whether `If-None-Match` names what the client would get. The comparison is weak, as the RFC has it for this header. */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(ENTITY_TAG)].some(([, opaque]) => opaque === etag.replace(/^W\//, ''));
}

export type TaggedText = { text: string; etag: string };

/** Writes a text when it is first asked for, and again only where `origin` is another. */
export function writtenOnce(write: (origin: string) => string): (origin: string) => TaggedText {
  let written: (TaggedText & { origin: string }) | undefined;
  return (origin) => {
    if (written?.origin !== origin) {
      const text = write(origin);
      written = { origin, text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
    }
    return written;
  };
}
