/** The interface of a measurement and of its results. */
import type { Chart } from '../bin/chart.ts';

/** Whether this run met a goal. `id` is the key in `goals.ts`; `obstacle` explains a goal that is not met. */
export type Verdict = { id: string; met: boolean; figure: string; obstacle?: string };

/** `rounds` and `bookings` undefined: the measurement's defaults. `seed` determines all random choices. */
export type Settings = { rounds: number | undefined; bookings: number | undefined; seed: number };

/** A summary of a few dozen lines: medians and percentiles, not samples. It is stored as it is. */
export type Findings = {
  rounds?: number;
  /** A description of the warm-up, which is not counted. */
  warmUp?: string;
  load: unknown;
  figures: unknown;
  ratios?: unknown;
  /** The versions of other software than Node and the engine. */
  versions?: Record<string, string>;
  goals: Verdict[];
  /** By the name of the SVG file that is drawn of it. Few points each, since they are stored. */
  charts: Record<string, Chart>;
};

export type Measurement = {
  name: string;
  about: string;
  /** The usual duration on two idle cores. */
  seconds: number;
  /**
   * @throws when the measured system gives a wrong result, since the speed of wrong answers does not matter.
   */
  measure: (settings: Settings) => Promise<Findings>;
};
