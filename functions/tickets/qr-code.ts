/**
 * Draws the code of a ticket as a QR code (ISO/IEC 18004), as PNG, as SVG and as bars for a PDF. Level M repairs
 * 15 % of a damaged code, and the white margin of 4 modules is what the standard asks for. A code of about 140
 * characters has 49 modules on each side.
 */
import { PNG } from 'pngjs';
import encodeQR from 'qr';

const MARGIN_MODULES = 4;
const FORM = { ecc: 'medium', border: MARGIN_MODULES } as const;
/** About 450 pixels for a whole code: sharp on the screen of a phone, and 2 KB. */
const PNG_PIXELS_PER_MODULE = 8;

const BLACK = 0;
const WHITE = 255;
/** One byte a pixel. Each row is stored as its difference from the row above (2), which is mostly zero. */
const GREYSCALE = {
  inputColorType: 0,
  colorType: 0,
  bitDepth: 8,
  inputHasAlpha: false,
  filterType: 2,
} as const;

/** A horizontal bar of black modules; all numbers are modules. */
export type Bar = { x: number; y: number; width: number };

/** @returns a PNG in black and white, of 8 by 8 pixels a module. */
export function qrPng(code: string): Buffer {
  const { bars, side } = qrBars(code);
  const width = side * PNG_PIXELS_PER_MODULE;
  const image = new PNG({ width, height: width });
  const pixels = Buffer.alloc(width * width, WHITE);
  for (const bar of bars) {
    for (let line = 0; line < PNG_PIXELS_PER_MODULE; line += 1) {
      const start = (bar.y * PNG_PIXELS_PER_MODULE + line) * width + bar.x * PNG_PIXELS_PER_MODULE;
      pixels.fill(BLACK, start, start + bar.width * PNG_PIXELS_PER_MODULE);
    }
  }
  image.data = pixels;
  return PNG.sync.write(image, GREYSCALE);
}

/** @returns an SVG without a size of its own, which fills the place that a page gives it. */
export function qrSvg(code: string): string {
  const { bars, side } = qrBars(code);
  const black = bars.map(({ x, y, width }) => `M${x} ${y}h${width}v1h-${width}z`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${black}"/></svg>`;
}

/** @returns the black bars of a QR code, and the length of its side including the margin, in modules. */
export function qrBars(code: string): { bars: Bar[]; side: number } {
  const rows = encodeQR(code, 'raw', FORM);
  return { bars: rows.flatMap((row, y) => barsIn(row, y)), side: rows.length };
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
