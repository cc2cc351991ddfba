/** Draws a line chart as SVG with echarts, which needs no browser for this. */
import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, LabelLayout, MarkLineComponent, SVGRenderer, TitleComponent]);

/** Plain data, so that results can be stored and drawn again. The axes are named with their units. */
export type Chart = {
  title: string;
  subtitle: string;
  xAxis: string;
  yAxis: string;
  /** Draws an axis to powers of this base. Then all its values must be above 0. */
  xLogBase?: number;
  yLogBase?: number;
  series: { name: string; points: [x: number, y: number][] }[];
  /** Dashed vertical lines with a text. */
  marks?: { x: number; text: string }[];
};

/** Small, so that texts can still be read when a page scales the picture to the width of a phone. */
const SIZE = { width: 640, height: 400 };
const FONT = { fontFamily: 'system-ui, sans-serif', fontSize: 15 };
/** The width of a wide character of `FONT`, in pixels. */
const CHARACTER_WIDTH = 9;
const INK = '#1b1d28';
const PALE_INK = '#515869';
const COLOURS = ['#1463b8', '#c2571a', '#1d8649', '#8b3fa8', '#b3272d', '#5a6472', '#0f7a7a', '#8a6700'];

const written = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

/** @returns the text at the end of a line: the name and the last value. */
const endLabelOf = ({ name, points }: Chart['series'][number]): string =>
  `${name} ${written(points.at(-1)?.[1] ?? 0)}`.trim();

/** @returns the scale of an axis that begins at this value, or at a power of `logBase`. */
function scaleFrom(min: number | ((range: { min: number }) => number), logBase: number | undefined) {
  return logBase === undefined ? { type: 'value' as const, min } : { type: 'log' as const, logBase };
}

/** @returns the series, each labelled with its name and last value; the first one carries the marks. */
function seriesOf({ series, marks = [] }: Chart) {
  return series.map((one, index) => ({
    name: one.name,
    type: 'line' as const,
    data: one.points,
    symbol: one.points.length > 12 ? 'none' : 'circle',
    symbolSize: 6,
    lineStyle: { width: 2.5 },
    endLabel: { show: true, color: 'inherit' as const, formatter: endLabelOf(one) },
    labelLayout: { moveOverlap: 'shiftY' as const },
    ...(index === 0 && {
      markLine: {
        symbol: 'none',
        silent: true,
        lineStyle: { color: PALE_INK, type: 'dashed' as const },
        label: { position: 'end' as const, color: PALE_INK },
        data: marks.map(({ x, text }) => ({ xAxis: x, label: { formatter: text } })),
      },
    }),
  }));
}

/** @returns the text of an SVG file on a white background, in one line. */
export function drawChart(chart: Chart): string {
  const { title, subtitle, xAxis, yAxis, series } = chart;
  const longest = Math.max(...series.map((one) => endLabelOf(one).length));
  const axis = { axisLabel: { fontSize: 14, color: PALE_INK, formatter: written } };
  const picture = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  picture.setOption({
    animation: false,
    backgroundColor: '#fff',
    color: COLOURS,
    textStyle: FONT,
    title: {
      left: 7,
      top: 8,
      text: title,
      subtext: subtitle,
      textStyle: { ...FONT, fontSize: 18, color: INK },
      subtextStyle: { ...FONT, fontSize: 14, color: PALE_INK, width: SIZE.width - 24, overflow: 'break' },
    },
    grid: { left: 60, right: 24 + longest * CHARACTER_WIDTH, top: 92, bottom: 58, outerBoundsMode: 'none' },
    xAxis: {
      ...axis,
      ...scaleFrom(({ min }) => Math.floor(min), chart.xLogBase),
      name: xAxis,
      nameLocation: 'middle',
      nameGap: 32,
      nameTextStyle: { color: PALE_INK },
      max: ({ max }: { max: number }) => Math.ceil(max),
      minInterval: 1,
      // The largest value is labelled unless the label of a tick is near.
      axisLabel: { ...axis.axisLabel, hideOverlap: true, textMargin: [0, 8] },
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      ...scaleFrom(0, chart.yLogBase),
      name: yAxis,
      nameTextStyle: { color: PALE_INK, align: 'left', padding: [0, 0, 0, -46] },
    },
    series: seriesOf(chart),
  });
  const svg = picture.renderToSVGString();
  picture.dispose();
  return `${svg.replaceAll('\n', '')}\n`;
}
