/** How an event sold while its screen was open: a line, and the rate of the last minutes. */
import { number } from '../../parts/numbers.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

/** `at`: ms by the clock of this browser. `booked`: tickets. */
export type Sample = { at: number; booked: number };

/** About an hour of a sale that is looked at every three seconds. */
const SAMPLES_MAX = 1200;
const RATE_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
const WIDTH = 600;
const HEIGHT = 120;
const MARGIN = 4;

export const addSample = (past: Sample[], sample: Sample): Sample[] => [
  ...past.slice(1 - SAMPLES_MAX),
  sample,
];

/** @returns tickets sold a minute, less those that were given back; undefined before the second sample. */
export function ratePerMinute(samples: Sample[]): number | undefined {
  const last = samples.at(-1);
  const first = samples.find(({ at }) => last !== undefined && last.at - at <= RATE_MS);
  if (last === undefined || first === undefined || first.at === last.at) return undefined;
  return ((last.booked - first.booked) / (last.at - first.at)) * MINUTE_MS;
}

export function SalePicture({ samples }: { samples: Sample[] }) {
  const { event: text } = organizerTexts.value;
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || first.at === last.at)
    return <p class="muted">{text.pictureLater}</p>;
  const counts = samples.map(({ booked }) => booked);
  const low = Math.min(...counts);
  const span = Math.max(1, Math.max(...counts) - low);
  const x = ({ at }: Sample) => ((at - first.at) / (last.at - first.at)) * WIDTH;
  const y = ({ booked }: Sample) => HEIGHT - MARGIN - ((booked - low) / span) * (HEIGHT - 2 * MARGIN);
  const points = samples.map((sample) => `${x(sample).toFixed(1)},${y(sample).toFixed(1)}`).join(' ');
  return (
    <svg
      class="sale-picture"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text.picture(number(first.booked), number(last.booked))}
    >
      <polyline points={points} fill="none" vector-effect="non-scaling-stroke" />
    </svg>
  );
}
