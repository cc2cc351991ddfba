/** What the door says to the last scan, large enough to be read at arm's length: in words, a colour and a shape. */
import { sayProblem } from '../../api/problems.ts';
import { sayTypes, typeName } from '../../parts/ticket-types.ts';
import { clockTime } from '../../parts/times.ts';
import { doorTexts } from '../../texts/door-texts.ts';
import { texts } from '../../texts/language.ts';
import type { Verdict } from './check-in.ts';
import type { DoorEvent } from './device-memory.ts';
import type { Scan } from './use-door.ts';

/** The class, and so the colour and the shape. */
const LOOKS: Record<Verdict['kind'], 'good' | 'again' | 'bad' | 'plain'> = {
  in: 'good',
  already: 'again',
  void: 'bad',
  'event-cancelled': 'bad',
  'other-event': 'bad',
  'no-ticket': 'bad',
  unclear: 'again',
  checking: 'plain',
  undone: 'plain',
};

/** @returns the name, where it is known. */
export const whoOf = ({ verdict, who }: Scan) => (verdict.kind === 'in' && verdict.who) || who;

/** @returns which tickets it was about, by their types, where these are known; of one ticket the name of its type. */
export function typesOf({ verdict, types: known }: Scan, event: DoorEvent): string {
  const types = (verdict.kind === 'in' && verdict.types) || known || [];
  const [first] = types;
  const isOne = types.length === 1 && first?.quantity === 1;
  return isOne ? (typeName(first.type, event) ?? '') : sayTypes(types, event);
}

/** @returns a sentence on why, and what it means. */
export function sayMore(scan: Scan, event: DoorEvent): string {
  const { verdict, target } = scan;
  const door = doorTexts.value;
  switch (verdict.kind) {
    case 'in':
      if (verdict.isOffline) return door.inOffline;
      return 'tickets' in target && !typesOf(scan, event) ? door.ofTickets(target.tickets.length) : '';
    case 'already':
      return verdict.since === undefined
        ? door.alreadyAll
        : door.alreadySince(clockTime(verdict.since, event));
    case 'unclear':
      return sayProblem(verdict.problem, texts.value);
    default:
      return door.about[verdict.kind];
  }
}

export function VerdictPanel({ scan, event }: { scan: Scan | undefined; event: DoorEvent }) {
  const door = doorTexts.value;
  const look = scan === undefined ? 'plain' : LOOKS[scan.verdict.kind];
  return (
    <div class={`verdict ${look}`} role="status" aria-live="assertive" aria-atomic="true">
      <Sign look={look} key={scan?.key} />
      <div>
        <p class="verdict-word">{scan === undefined ? door.ready : door.says[scan.verdict.kind]}</p>
        {scan && whoOf(scan) && <p class="verdict-who">{whoOf(scan)}</p>}
        {scan && typesOf(scan, event) && (
          <p class="verdict-type" dir="auto">
            {typesOf(scan, event)}
          </p>
        )}
        <p>{scan === undefined ? door.readyHint : sayMore(scan, event)}</p>
      </div>
    </div>
  );
}

const STROKES = {
  good: 'M14 25l7 7 14-15',
  again: 'M24 13v14M24 33v2',
  bad: 'M17 17l14 14M31 17L17 31',
  plain: 'M15 24h18',
};
const SHAPES = {
  good: 'M24 3a21 21 0 1 0 0 42a21 21 0 1 0 0-42z',
  again: 'M24 4l21 38H3z',
  bad: 'M15 3h18l12 12v18l-12 12H15L3 33V15z',
  plain: 'M8 3h32a5 5 0 0 1 5 5v32a5 5 0 0 1-5 5H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5z',
};

/** A circle, a triangle, an octagon or a square. */
export const Sign = ({ look }: { look: keyof typeof SHAPES }) => (
  <svg class="sign" viewBox="0 0 48 48" aria-hidden="true">
    <path class="sign-shape" d={SHAPES[look]} />
    <path
      class="sign-mark"
      fill="none"
      stroke-width="4.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      d={STROKES[look]}
    />
  </svg>
);

export const lookOf = ({ verdict }: Scan) => LOOKS[verdict.kind];
