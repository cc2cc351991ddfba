/** Draws the cost of operations over a size that grows by powers of ten. */
import { drawChart } from '../bin/chart.ts';
import type { Cost, Operation } from './operations.ts';

const COLOURS = ['#1463b8', '#c2571a', '#1d8649', '#8b3fa8', '#b3272d', '#5a6472', '#0f8a8a', '#a07a00'];

/** @param costs ascending by `x`, the size. @returns the text of an SVG file. */
export function drawGrowth(
  title: string,
  xLabel: string,
  costs: { x: number; costs: Map<Operation, Cost> }[],
  operations: Operation[],
): string {
  const series = operations.map((operation, index) => ({
    name: operation,
    colour: COLOURS[index] ?? '#000',
    points: costs.flatMap(({ x, costs: at }) => {
      const cost = at.get(operation);
      return cost === undefined ? [] : [{ x, y: cost.msP50 }];
    }),
  }));
  const subtitle =
    'medians in ms for a single client; a promotion alone, and as a share of a full transaction';
  return drawChart({ title, subtitle, xLabel, xScale: 'log', series });
}
