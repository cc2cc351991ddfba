/** Creates and compares entity tags, for texts that a process renders once (RFC 9110 §8.8.3, §13.1.2). */
import { createHash } from 'node:crypto';

const ENTITY_TAG = /(?:W\/)?("[^"]*")/g;

/** Whether `If-None-Match` matches the tag. The RFC prescribes weak comparison for this header. */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(ENTITY_TAG)].some(([, opaque]) => opaque === etag.replace(/^W\//, ''));
}

export type TaggedText = { text: string; etag: string };

/**
 * Caches a rendered text: the result renders it on the first call, and again only for another `origin`. The
 * tag is strong.
 */
export function renderedOnce(render: (origin: string) => string): (origin: string) => TaggedText {
  let rendered: (TaggedText & { origin: string }) | undefined;
  return (origin) => {
    if (rendered?.origin !== origin) {
      const text = render(origin);
      rendered = { origin, text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
    }
    return rendered;
  };
}
