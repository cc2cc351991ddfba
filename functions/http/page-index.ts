/**
 * Answers the first document of the page: as it was built, or with events drawn in it. The page's own build says how they are
 * drawn, and is beside its index.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Refusal } from '../domain/model/refusal.ts';
import { tagOf } from './etag.ts';
import type { eventView } from './views/events.ts';

/**
 * For whoever serves the page, who tells browsers to ask each time: it keeps the document for a second, and may answer with an
 * older one while it asks for a new one. The page looks how old its events are.
 */
const DRAWN = 's-maxage=1, stale-while-revalidate=30';
/** The next one may have events. */
const PLAIN = 'no-cache';

/** `asOf`: when they were read, ms. */
type Events = { items: ReturnType<typeof eventView>[]; nextCursor: string | null; asOf: number };

/** What the build of the page exports: `web/src/drawing/draw-index.tsx`. */
type Drawing = {
  PAGE_EVENTS: number;
  drawIndex: (index: string, events: Events, locale: string) => string;
};

/** @param folder where the page is; a process reads its files once. */
export function pageIndex(folder: () => string) {
  let loaded: ReturnType<typeof load> | undefined;
  return () => {
    loaded ??= load(folder());
    return loaded;
  };
}

/** @throws Refusal `not-found` where no page is served. */
function load(folder: string) {
  const place = path.join(folder, 'index.html');
  if (!existsSync(place)) throw new Refusal('not-found', 'This service has no page.');
  const index = readFileSync(place, 'utf8');
  const script = path.join(folder, 'drawing.cjs');
  const drawing: Drawing = createRequire(script)(script);
  return {
    /** How many events the page shows at first. */
    count: drawing.PAGE_EVENTS,
    plain: answer(index, PLAIN),
    draw: (events: Events, locale: string) => answer(drawing.drawIndex(index, events, locale), DRAWN),
  };
}

function answer(text: string, cacheControl: string) {
  return {
    text,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': cacheControl,
      etag: `W/${tagOf(text)}`,
    },
  };
}
