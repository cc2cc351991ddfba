/** Quiet hours around changes of the clock, compared with a count of the minutes that a clock at the venue shows. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterWakingTime,
  formerClock,
  type QuietHours,
  wakingTimeBetween,
} from '../../../functions/domain/model/quiet-hours.ts';

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
const WINDOW_MINUTES = 5 * DAY_MINUTES;

/** Zones, and the instants of 2027 at which their clock is turned. */
const TURNS: [string, string][] = [
  ['Europe/Berlin', '2027-03-28T01:00Z'],
  ['Europe/Berlin', '2027-10-31T01:00Z'],
  ['America/St_Johns', '2027-03-14T05:30Z'],
  ['America/St_Johns', '2027-11-07T04:30Z'],
  ['America/Havana', '2027-03-14T05:00Z'],
  ['America/Havana', '2027-11-07T05:00Z'],
  ['America/Santiago', '2027-04-04T03:00Z'],
  ['America/Santiago', '2027-09-05T04:00Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00Z'],
  ['Australia/Lord_Howe', '2027-10-02T15:30Z'],
  ['Antarctica/Troll', '2027-03-28T01:00Z'],
  ['Antarctica/Troll', '2027-10-31T01:00Z'],
];

/** `shows`: the minute of the day on the clock, for each minute of five days with the turn in their middle. */
type Clock = { timeZone: string; beginsAt: number; turnsAt: number; shows: number[] };

const CLOCKS: Clock[] = TURNS.map(([timeZone, turn]) => {
  const turnsAt = WINDOW_MINUTES / 2;
  const beginsAt = Date.parse(turn) - turnsAt * MINUTE;
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
  });
  const shows = Array.from({ length: WINDOW_MINUTES }, (_, minute) =>
    minuteOfDay(format.format(beginsAt + minute * MINUTE)),
  );
  return { timeZone, beginsAt, turnsAt, shows };
});

function minuteOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}

const asTime = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Whether each minute is quiet: by the clock, or between quiet minutes while it shows the same times twice. */
function quietMinutes({ shows, turnsAt }: Clock, quiet: QuietHours): boolean[] {
  const [from, to] = [minuteOfDay(quiet.from), minuteOfDay(quiet.to)];
  const isQuiet = shows.map((shown) =>
    from < to ? from <= shown && shown < to : from <= shown || shown < to,
  );
  const shownBefore = (shows[turnsAt - 1] ?? 0) + 1;
  const turned = (shownBefore - (shows[turnsAt] ?? 0) + DAY_MINUTES) % DAY_MINUTES;
  if (turned > DAY_MINUTES / 2) return isQuiet;
  for (let minute = turnsAt - turned; minute < turnsAt + turned; minute += 1) {
    const next = isQuiet.indexOf(true, minute);
    if (isQuiet[minute - 1] && next < turnsAt + turned + 1) isQuiet.fill(true, minute, next);
  }
  return isQuiet;
}

/** A time near the turn, and seldom any other one. */
const CASE = fc.constantFrom(...CLOCKS).chain((clock) => {
  const shown = clock.shows[clock.turnsAt] ?? 0;
  const near = fc.integer({ min: -150, max: 150 }).map((off) => (shown + off + DAY_MINUTES) % DAY_MINUTES);
  const whole = near.map((minute) => (Math.round(minute / 30) * 30) % DAY_MINUTES);
  const time = fc.oneof(near, whole, fc.integer({ min: 0, max: DAY_MINUTES - 1 }));
  return fc.record({
    clock: fc.constant(clock),
    from: time,
    to: time,
    start: fc.integer({ min: clock.turnsAt - DAY_MINUTES, max: clock.turnsAt + 180 }),
    lasts: fc.integer({ min: 1, max: 8 * 60 }),
  });
});

type Case = { clock: Clock; from: number; to: number; start: number; lasts: number };

/** Asserts that `read` and the count agree on when the time of an offer is over. */
function compare(read: typeof formerClock | undefined, runs: number): void {
  const agrees = ({ clock, from, to, start, lasts }: Case) => {
    fc.pre(from !== to && (to - from + DAY_MINUTES) % DAY_MINUTES <= 16 * 60);
    const quiet = { from: asTime(from), to: asTime(to) };
    const isQuiet = quietMinutes(clock, quiet);
    let [end, left] = [start, lasts];
    for (; left > 0; end += 1) if (!isQuiet[end]) left -= 1;
    const [startsAt, endsAt] = [start, end].map((minute) => clock.beginsAt + minute * MINUTE) as [
      number,
      number,
    ];
    expect(afterWakingTime(startsAt, lasts * MINUTE, quiet, clock.timeZone, read)).toBe(endsAt);
    if (read === undefined)
      expect(wakingTimeBetween(startsAt, endsAt, quiet, clock.timeZone)).toBe(lasts * MINUTE);
  };
  fc.assert(fc.property(CASE, agrees), { numRuns: runs, endOnFailure: true });
}

test('the time of an offer is over after as many minutes outside the quiet hours as it states', () => {
  compare(undefined, 250);
});

test('the clock as earlier versions read it does not agree with the count', () => {
  expect(() => compare(formerClock, 250)).toThrow();
});
