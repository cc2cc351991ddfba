/**
 * Lists the trail of security events, the latest first. The trail is stored by month, so a page is one query, and one more
 * for each beginning of a month that it passes.
 */
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import { ID } from '../model/id.ts';
import { CLOCK_SKEW_MS, SECURITY_EVENTS_KEPT_MS, SECURITY_EVENTS_LOOK } from '../model/limits.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import {
  monthBefore,
  monthOf,
  type SecurityEvent,
  type SecurityEventKind,
  type TrailPlace,
} from '../model/security-event.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityTrail } from '../ports/security-trail.ts';

export type ListSecurityEvents = { limit: number; cursor?: string; kind?: SecurityEventKind };

export type ListSecurityEventsPorts = {
  trail: Pick<SecurityTrail, 'page'>;
  runtime: Pick<Runtime, 'now'>;
};

/**
 * A page of one kind may have fewer entries than `limit` although more follow: it looks at `SECURITY_EVENTS_LOOK` entries.
 * @throws Refusal `validation-failed` for a wrong cursor; Busy
 */
export async function listSecurityEvents(
  { limit, cursor, kind }: ListSecurityEvents,
  { trail, runtime }: ListSecurityEventsPorts,
): Promise<{ items: SecurityEvent[]; nextCursor?: string }> {
  const now = runtime.now();
  const oldest = now - SECURITY_EVENTS_KEPT_MS;
  const isShown = (event: SecurityEvent) => event.at >= oldest && (kind === undefined || event.kind === kind);
  const most = kind === undefined ? limit + 1 : SECURITY_EVENTS_LOOK;
  const found: SecurityEvent[] = [];
  let place = cursor === undefined ? undefined : placeIn(cursor);
  let looked = 0;
  let month = monthOf(Math.min(place?.at ?? Number.POSITIVE_INFINITY, now + CLOCK_SKEW_MS));
  while (month >= monthOf(oldest)) {
    const page = await trail.page(month, place, most);
    found.push(...page.filter(isShown));
    if (found.length > limit) return { items: found.slice(0, limit), ...nextAfter(found[limit - 1]) };
    place = page.at(-1) ?? place;
    looked += page.length;
    if (looked >= SECURITY_EVENTS_LOOK) return { items: found, ...nextAfter(place) };
    if (page.length < most) month = monthBefore(month);
  }
  return { items: found };
}

function nextAfter(place: TrailPlace | undefined): { nextCursor?: string } {
  return place === undefined ? {} : { nextCursor: encodeCursor({ at: place.at, id: place.id }) };
}

function placeIn(cursor: string): TrailPlace {
  const { at, id } = decodeCursor(cursor);
  if (typeof at !== 'number' || at < 0 || typeof id !== 'string' || !ID.test(id)) throw notACursor();
  return { at, id };
}
