/**
 * Draws a line chart as SVG, without a library: the known ones need a DOM, which costs more than this file.
 */

export type Series = { name: string; colour: string; points: { x: number; y: number }[] };

export type Chart = {
  title: string;
  subtitle: string;
  xLabel: string;
  /** `log`: a tick at each power of ten; values below 1 are drawn at 1. */
  xScale?: 'linear' | 'log';
  /** Replaces the ticks that are derived from the scale. */
  xTicks?: { x: number; text: string }[];
  series: Series[];
  /** Dashed vertical lines with a text. */
  marks?: { x: number; text: string }[];
};

const WIDTH = 960;
const HEIGHT = 420;
const PLOT = { left: 64, right: 190, top: 64, bottom: 48 };
const TICKS = 5;
const LABEL_HEIGHT = 16;

/** @returns a round step that divides `range` into about `TICKS` parts. */
function stepOf(range: number): number {
  const raw = Math.max(range, 1) / TICKS;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * magnitude >= raw) ?? 10;
  return step * magnitude;
}

function ticks(limit: number): number[] {
  const step = stepOf(limit);
  return Array.from({ length: Math.floor(limit / step + 1e-9) + 1 }, (_, index) => index * step);
}

function powersOfTen(limit: number): number[] {
  return Array.from({ length: Math.floor(Math.log10(limit) + 1e-9) + 1 }, (_, power) => 10 ** power);
}

/**
 * Moves labels that would overlap down until they do not; keeps their order.
 * @returns the y of each label.
 */
function spreadLabels(places: number[]): number[] {
  const spread = [...places];
  let lowest = Number.NEGATIVE_INFINITY;
  for (const index of places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0))) {
    lowest = Math.max(places[index] ?? 0, lowest + LABEL_HEIGHT);
    spread[index] = lowest;
  }
  return spread;
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** @returns the text of an SVG file. The last value of a series is written beside its line. */
export function drawChart({ title, subtitle, xLabel, xScale, xTicks, series, marks = [] }: Chart): string {
  const points = series.flatMap((one) => one.points);
  const maxX = Math.max(1, ...points.map((point) => point.x));
  const maxY = Math.max(1, ...points.map((point) => point.y)) * 1.05;
  const isLog = xScale === 'log';
  const share = (value: number) =>
    isLog ? Math.log10(Math.max(1, value)) / Math.max(1, Math.log10(maxX)) : value / maxX;
  const x = (value: number) => PLOT.left + share(value) * (WIDTH - PLOT.left - PLOT.right);
  const y = (value: number) => HEIGHT - PLOT.bottom - (value / maxY) * (HEIGHT - PLOT.top - PLOT.bottom);
  const at = (value: number) => value.toFixed(1);
  const labels = spreadLabels(series.map(({ points: own }) => y(own.at(-1)?.y ?? 0)));
  const lines = series.map(({ name, colour, points: own }, index) => {
    const path = own
      .map((point, place) => `${place === 0 ? 'M' : 'L'}${at(x(point.x))} ${at(y(point.y))}`)
      .join('');
    const last = own.at(-1) ?? { x: 0, y: 0 };
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"/>
<text x="${at(x(last.x) + 8)}" y="${at((labels[index] ?? 0) + 4)}" fill="${colour}" font-weight="600">${escapeText(name)} ${last.y}</text>`;
  });
  const grid = ticks(maxY).map(
    (
      value,
    ) => `<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${at(y(value))}" y2="${at(y(value))}" stroke="#e3e5ea"/>
<text x="${PLOT.left - 8}" y="${at(y(value) + 4)}" text-anchor="end" fill="#667">${value}</text>`,
  );
  const steps = (isLog ? powersOfTen(maxX) : ticks(maxX)).map((value) => ({ x: value, text: String(value) }));
  const axis = (xTicks ?? steps).map(
    ({ x: place, text }) =>
      `<text x="${at(x(place))}" y="${HEIGHT - PLOT.bottom + 20}" text-anchor="middle" fill="#667">${escapeText(text)}</text>`,
  );
  const notes = marks.map(
    ({
      x: place,
      text,
    }) => `<line x1="${at(x(place))}" x2="${at(x(place))}" y1="${PLOT.top}" y2="${HEIGHT - PLOT.bottom}" stroke="#99a" stroke-dasharray="4 4"/>
<text x="${at(x(place) - 6)}" y="${PLOT.top + 34}" text-anchor="end" fill="#556">${escapeText(text)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${PLOT.left}" y="28" font-size="18" font-weight="700" fill="#1b1d28">${escapeText(title)}</text>
<text x="${PLOT.left}" y="48" fill="#556">${escapeText(subtitle)}</text>
${[...grid, ...axis, ...notes, ...lines].join('\n')}
<text x="${(WIDTH - PLOT.right + PLOT.left) / 2}" y="${HEIGHT - 8}" text-anchor="middle" fill="#667">${escapeText(xLabel)}</text>
</svg>
`;
}
