/**
 * Entity tags of what several callers can change, as `W/"7.digest"`: the version, and a digest of all that the answer
 * shows. `If-None-Match` compares the whole tag. `If-Match` compares the version alone, although the RFC prescribes
 * strong comparison (RFC 9110 §13.1.1): a ticket that somebody books changes the availability that an event shows, and
 * overwrites nothing (decision 121).
 */
import { createHash } from 'node:crypto';
import type { ExpectedVersions } from '../domain/model/expected-version.ts';
import { invalid } from './validation.ts';

const TAGS = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/;
const VERSION = /"(\d{1,9})(?:\.[\w-]*)?"/g;

/**
 * @returns the tag. `shown`: what the tag changes with besides the version; left out where the answer is not that of a
 *   GET of the resource.
 */
export function versionTag(version: number, shown?: object): string {
  if (shown === undefined) return `W/"${version}"`;
  return `W/"${version}.${createHash('sha256').update(JSON.stringify(shown)).digest('base64url')}"`;
}

/** An answer in JSON with its tag. */
export function taggedJson(body: object, etag: string) {
  return { text: JSON.stringify(body), headers: { etag, 'content-type': 'application/json' } };
}

/**
 * @returns the versions that `If-Match` names; undefined without the header and for `*`. A tag that is none of this
 *   service's has no version, so that it fits nothing.
 * @throws Refusal `validation-failed` for a header that is no list of tags.
 */
export function expectedVersions(ifMatch: string | undefined): ExpectedVersions {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  if (!TAGS.test(ifMatch))
    throw invalid([{ pointer: 'If-Match', detail: 'an ETag as it was answered, with its quotes, or *' }]);
  return [...ifMatch.matchAll(VERSION)].map(([, version]) => Number(version));
}
