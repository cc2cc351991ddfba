/** What a measurement is: a name, what it takes in time, and one function that returns what it found. */

/** A goal as this run met it. `id` is the key in `goals.ts`; `obstacle` says what stands in the way of one not met. */
export type Verdict = { id: string; met: boolean; figure: string; obstacle?: string };

/**
 * `rounds` and `bookings` undefined: what the measurement takes by itself. `seed` decides every choice that is left
 * to chance.
 */
export type Settings = { rounds: number | undefined; bookings: number | undefined; seed: number };

/** A picture is written beside the results as `<name>.svg`, or to `docs` where it is part of an explanation. */
export type Picture = { name: string; svg: string; isForDocs?: true };

export type Findings = {
  rounds?: number;
  /** What ran before anything was counted. */
  warmUp?: string;
  load: unknown;
  figures: unknown;
  ratios?: unknown;
  /** Of what took part beside Node and the engine. */
  versions?: Record<string, string>;
  goals: Verdict[];
  pictures: Picture[];
};

export type Measurement = {
  name: string;
  about: string;
  /** On two idle cores. */
  seconds: number;
  /** @throws when what was measured gave a wrong result: a wrong answer has no speed. */
  measure: (settings: Settings) => Promise<Findings>;
};
