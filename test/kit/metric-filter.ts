/**
 * What CloudWatch makes of log lines by a metric filter, as far as our filters go: comparisons of fields with texts and numbers,
 * joined by `&&`. Everything else in a pattern is an error, so no filter passes unread.
 */
import type { LogLine } from './log-lines.ts';

const CONDITION = /^\$\.(\w+) (=|!=|>=|<=|>|<) (?:"([^"]*)"|([\d.]+))$/;

function holds(condition: string, line: LogLine): boolean {
  const [, field = '', operator, text, number] = CONDITION.exec(condition) ?? [];
  if (operator === undefined) throw new Error(`Unknown condition: ${condition}`);
  const value = line[field];
  if (text !== undefined) return operator === '=' ? value === text : value !== text;
  if (typeof value !== 'number') return false;
  const limit = Number(number);
  return {
    '=': value === limit,
    '!=': value !== limit,
    '>=': value >= limit,
    '<=': value <= limit,
    '>': value > limit,
    '<': value < limit,
  }[operator as '='];
}

export type MetricFilterProperties = {
  FilterPattern: string;
  MetricTransformations: { MetricName: string; MetricValue: string }[];
};

/** @returns the values that the filter publishes for the lines. */
export function valuesOf(
  { FilterPattern, MetricTransformations }: MetricFilterProperties,
  lines: LogLine[],
): number[] {
  const inside = /^\{ (.*) \}$/.exec(FilterPattern)?.[1] ?? '';
  const conditions = inside.split(' && ').map((part) => part.replace(/^\((.*)\)$/, '$1'));
  const [{ MetricValue = '' } = {}] = MetricTransformations;
  return lines
    .filter((line) => conditions.every((condition) => holds(condition, line)))
    .map((line) => Number(MetricValue.startsWith('$.') ? line[MetricValue.slice(2)] : MetricValue));
}
