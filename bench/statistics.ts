/** Statistics of rounds and requests. */

export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}

/** The median and the extremes of several rounds. */
export type Spread = { median: number; least: number; most: number };

export function spread(values: number[], digits = 0): Spread {
  return {
    median: rounded(median(values), digits),
    least: rounded(Math.min(...values), digits),
    most: rounded(Math.max(...values), digits),
  };
}

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
