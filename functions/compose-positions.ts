/** Joins the parts that find positions in waitlists. It is separate from `compose.ts`, because few functions ask for them. */
import { runtime, table } from './compose.ts';
import { Lines } from './domain/process/lines.ts';
import { PositionMarks } from './domain/process/position-marks.ts';
import { Positions } from './domain/process/positions.ts';
import { waitlistMarksStore } from './store/waitlist-marks.ts';
import { waitlistReader } from './store/waitlist-reader.ts';

export function positions(): Positions {
  return new Positions({ marks: waitlistMarksStore(table()), runtime });
}

export function lines(): Lines {
  return new Lines({ marks: waitlistMarksStore(table()), runtime });
}

/** What this process knows of positions in waitlists. */
export function positionMarks(): PositionMarks {
  return new PositionMarks({ positions: positions(), waitlist: waitlistReader(table()), runtime });
}
