/** Makes the chart of the cost of operations over a size that grows by powers of ten. */
import type { Chart } from '../bin/chart.ts';
import type { Cost, Operation } from './operations.ts';

/** @param costs ascending by `x`, the size. */
export function growthChart(
  title: string,
  xAxis: string,
  costs: { x: number; costs: Map<Operation, Cost> }[],
  operations: Operation[],
): Chart {
  return {
    title,
    subtitle: 'medians for a single client; a promotion alone, and as a share of a full transaction',
    xAxis,
    yAxis: 'ms',
    xLogBase: 10,
    yLogBase: 2,
    series: operations.map((operation) => ({
      name: operation,
      // A logarithmic axis has no 0.
      points: costs.map(({ x, costs: at }) => [Math.max(1, x), at.get(operation)?.msP50 ?? 0]),
    })),
  };
}
