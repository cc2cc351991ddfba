/** Creates and compares entity tags, for texts that a process renders once and for files (RFC 9110 §8.8.3, §13.1.2). */
import { createHash } from 'node:crypto';
import type { FrameMiddleware } from './endpoint.ts';
import type { Route } from './route.ts';

const ENTITY_TAG = /(?:W\/)?("[^"]*")/g;

/** Whether `If-None-Match` matches the tag. The RFC prescribes weak comparison for this header. */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(ENTITY_TAG)].some(([, opaque]) => opaque === etag.replace(/^W\//, ''));
}

/** Answers a GET with 304 and without the content if the client already has the answer with this `ETag`. */
export function notModified({ method }: Route): FrameMiddleware {
  return {
    after: (request) => {
      if (method !== 'GET') return;
      const ofContent = request.response?.headers ?? {};
      const { etag, 'content-type': _type, 'content-encoding': _coding, ...headers } = ofContent;
      if (typeof etag !== 'string' || !isUnchanged(request.event.headers['if-none-match'], etag)) return;
      request.response = { statusCode: 304, headers: { ...headers, etag } };
    },
  };
}

/** @returns a strong entity tag of the content. */
export function tagOf(content: string | Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url')}"`;
}

type TaggedText = { text: string; etag: string };

/**
 * Caches a rendered text: the result renders it on the first call, and again only for another `origin`. The
 * tag is strong.
 */
export function renderedOnce(render: (origin: string) => string): (origin: string) => TaggedText {
  let rendered: (TaggedText & { origin: string }) | undefined;
  return (origin) => {
    if (rendered?.origin !== origin) {
      const text = render(origin);
      rendered = { origin, text, etag: tagOf(text) };
    }
    return rendered;
  };
}
