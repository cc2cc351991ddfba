/** A line chart as SVG: what libraries for this weigh is more than they save, since none draws without a DOM. */

export type Series = { name: string; colour: string; points: { x: number; y: number }[] };

export type Chart = {
  title: string;
  subtitle: string;
  xLabel: string;
  /** What stands under the axis; round numbers unless stated. */
  xTicks?: { x: number; text: string }[];
  series: Series[];
  marks?: { x: number; text: string }[];
};

const WIDTH = 960;
const HEIGHT = 420;
const PLOT = { left: 64, right: 150, top: 64, bottom: 48 };
const TICKS = 5;
const LABEL_HEIGHT = 16;

/** A round step that divides `range` into about `TICKS` parts. */
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

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Heights for labels that want to stand at `wanted`, moved down where two would overlap. */
function spread(wanted: number[]): number[] {
  const heights = [...wanted];
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  let above = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    above = Math.max(heights[index] ?? 0, above + LABEL_HEIGHT);
    heights[index] = above;
  }
  return heights;
}

export function drawChart({ title, subtitle, xLabel, xTicks, series, marks = [] }: Chart): string {
  const points = series.flatMap((one) => one.points);
  const maxX = Math.max(1, ...points.map((point) => point.x));
  const maxY = Math.max(1, ...points.map((point) => point.y)) * 1.05;
  const x = (value: number) => PLOT.left + (value / maxX) * (WIDTH - PLOT.left - PLOT.right);
  const y = (value: number) => HEIGHT - PLOT.bottom - (value / maxY) * (HEIGHT - PLOT.top - PLOT.bottom);
  const at = (value: number) => value.toFixed(1);
  const labelHeights = spread(series.map(({ points: own }) => y(own.at(-1)?.y ?? 0)));
  const lines = series.map(({ name, colour, points: own }, place) => {
    const path = own
      .map((point, index) => `${index === 0 ? 'M' : 'L'}${at(x(point.x))} ${at(y(point.y))}`)
      .join('');
    const last = own.at(-1) ?? { x: 0, y: 0 };
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"/>
<text x="${at(x(last.x) + 8)}" y="${at((labelHeights[place] ?? 0) + 4)}" fill="${colour}" font-weight="600">${escapeText(name)} ${last.y}</text>`;
  });
  const grid = ticks(maxY).map(
    (
      value,
    ) => `<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${at(y(value))}" y2="${at(y(value))}" stroke="#e3e5ea"/>
<text x="${PLOT.left - 8}" y="${at(y(value) + 4)}" text-anchor="end" fill="#667">${value}</text>`,
  );
  const axis = (xTicks ?? ticks(maxX).map((value) => ({ x: value, text: String(value) }))).map(
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
