/**
 * Draws the code of a ticket as a QR code (ISO/IEC 18004), as PNG, as SVG and as bars for a PDF. Level M repairs
 * 15 % of a damaged code, and the white margin of 4 modules is what the standard asks for. A code of about 140
 * characters has 49 modules on each side.
 */
import { encode } from 'fast-png';
import encodeQR from 'qr';

const MARGIN_MODULES = 4;
const FORM = { ecc: 'medium', border: MARGIN_MODULES } as const;
/** About 450 pixels for a whole code: sharp on the screen of a phone, and less than 1 KB. */
const PNG_PIXELS_PER_MODULE = 8;
/** The default takes 0.3 ms more and compresses such a picture no better. */
const DEFLATE_LEVEL = 3;
/** Eight pixels of a picture with one bit a pixel. */
const BLACK = 0x00;
const WHITE = 0xff;

/** A horizontal bar of black modules; all numbers are modules. */
export type Bar = { x: number; y: number; width: number };

/** @returns a PNG in black and white, with one bit a pixel and 8 by 8 pixels a module: a byte of the picture is a module. */
export function qrPng(code: string): Buffer {
  const { bars, side } = qrBars(code);
  const pixelsAside = side * PNG_PIXELS_PER_MODULE;
  const data = new Uint8Array(side * pixelsAside).fill(WHITE);
  const firstLineOf = (y: number) => y * PNG_PIXELS_PER_MODULE * side;
  for (const { x, y, width } of bars) data.fill(BLACK, firstLineOf(y) + x, firstLineOf(y) + x + width);
  for (let y = 0; y < side; y += 1) {
    const first = firstLineOf(y);
    for (let line = 1; line < PNG_PIXELS_PER_MODULE; line += 1)
      data.copyWithin(first + line * side, first, first + side);
  }
  const picture = { width: pixelsAside, height: pixelsAside, data, depth: 1, channels: 1 } as const;
  return Buffer.from(encode(picture, { zlib: { level: DEFLATE_LEVEL } }));
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
