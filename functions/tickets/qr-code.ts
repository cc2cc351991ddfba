/**
 * Draws the code of a ticket as a QR code (ISO/IEC 18004), as PNG, as SVG and as bars for a PDF. Level M repairs
 * 15 % of a damaged code, and the white margin of 4 modules is what the standard asks for. A code of about 140
 * characters has 49 modules on each side.
 */
import { PNG } from 'pngjs';
import { encode, renderSVG } from 'uqr';

const MARGIN_MODULES = 4;
const FORM = { ecc: 'M', border: MARGIN_MODULES } as const;
/** About 450 pixels for a whole code: sharp on the screen of a phone, and 2 KB. */
const PNG_PIXELS_PER_MODULE = 8;

const WHITE = 255;
const GREYSCALE = 0;

/** A horizontal bar of black modules; all numbers are modules. */
export type Bar = { x: number; y: number; width: number };

/** @returns a PNG in black and white, of 8 by 8 pixels a module. */
export function qrPng(code: string): Buffer {
  const { data: rows, size } = encode(code, FORM);
  const side = size * PNG_PIXELS_PER_MODULE;
  const image = new PNG({ width: side, height: side });
  image.data.fill(WHITE);
  for (const [index, isBlack] of pixels(rows).entries()) {
    if (isBlack) image.data.fill(0, index * 4, index * 4 + 3);
  }
  return PNG.sync.write(image, { colorType: GREYSCALE, bitDepth: 8 });
}

/** @returns whether each pixel is black, in rows from the top. */
function pixels(rows: boolean[][]): boolean[] {
  const repeated = <Item>(item: Item): Item[] => Array.from({ length: PNG_PIXELS_PER_MODULE }, () => item);
  return rows.flatMap((row) => repeated(row.flatMap((module) => repeated(module))).flat());
}

/** @returns an SVG without a size of its own, which fills the place that a page gives it. */
export function qrSvg(code: string): string {
  return renderSVG(code, FORM);
}

/** @returns the black bars of a QR code, and the length of its side including the margin, in modules. */
export function qrBars(code: string): { bars: Bar[]; side: number } {
  const { data: rows, size } = encode(code, FORM);
  return { bars: rows.flatMap((row, y) => barsIn(row, y)), side: size };
}

function barsIn(row: boolean[], y: number): Bar[] {
  const bars: Bar[] = [];
  for (const [x, isBlack] of row.entries()) {
    const last = bars.at(-1);
    if (!isBlack) continue;
    if (last !== undefined && last.x + last.width === x) last.width += 1;
    else bars.push({ x, y, width: 1 });
  }
  return bars;
}
