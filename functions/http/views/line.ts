/** Converts the line of an event to the shape of the API. */
import { isDrawing } from '../../domain/model/draw.ts';
import type { Event } from '../../domain/model/event.ts';
import { type Arrived, type Line, tieOf } from '../../domain/model/line.ts';
import { lineLookSeconds, mayBePassed } from '../../domain/model/look-again.ts';
import type { BookingAnswer } from '../answers/bookings.ts';
import type { LineAnswer } from '../answers/line.ts';
import { tagOf } from '../etag.ts';
import { taggedJson } from '../versions.ts';

/** By what the place of a waiting booking is found in the line. */
export function inLineView(waiting: Arrived): Pick<BookingAnswer, 'inLine'> {
  return { inLine: { arrivedAt: iso(waiting.arrival), tie: tieOf(waiting) } };
}

/** Not later than anybody who waits: nobody who arrived before it waits any more. */
function servedUpTo({ marks: [first], waiting, asOf }: Line): number | undefined {
  if (first?.place === 1) return first.arrival;
  return waiting === 0 ? asOf : undefined;
}

/**
 * The answer with a line, and its tag, which does not change with the time of the line: 304 says that nobody was served, came
 * or left. `now` in ms.
 */
export function lineJson(event: Event, line: Line, now: number) {
  const { asOf, waiting, marks } = line;
  const served = isDrawing(event, now) ? undefined : servedUpTo(line);
  const shown = {
    waiting,
    ...(mayBePassed(event) && { mayBePassed: true as const }),
    marks: marks.map(({ place, arrival, tie }) => ({
      ...{ place, arrivedAt: iso(arrival) },
      ...(tie !== undefined && { tie }),
    })),
    nextLookSeconds: lineLookSeconds(event, now),
  };
  const answer: LineAnswer = {
    ...shown,
    ...(served !== undefined && { servedUpTo: iso(served) }),
    asOf: iso(asOf),
  };
  return taggedJson(answer, `W/${tagOf(JSON.stringify(shown))}`);
}

const iso = (ms: number): string => new Date(ms).toISOString();
