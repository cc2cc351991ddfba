/** Reads QR codes as a phone does: from the pixels of a picture, or of a printed page. */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { decode as decodePng } from 'fast-png';
import jsQr from 'jsqr';

/** The package is CommonJS that its types describe as an ES module: its function is the default of the default. */
const { default: decode } = jsQr;

type Picture = { width: number; height: number; data: Uint8Array };

/** @returns the text of the QR code in a picture of RGBA pixels, or undefined if none is found. */
function readQr({ data, width, height }: Picture): string | undefined {
  return decode(new Uint8ClampedArray(data), width, height)?.data;
}

/** @returns the text of the QR code in a PNG with one bit a pixel, whose rows begin at a byte. */
export function readQrOfPng(file: Buffer): string | undefined {
  const { width, height, data } = decodePng(file);
  const bytesAside = Math.ceil(width / 8);
  const pixels = Array.from({ length: width * height }, (_, n) => {
    const [x, y] = [n % width, Math.floor(n / width)];
    const eight = Number(data[y * bytesAside + Math.floor(x / 8)]);
    const isWhite = ((eight >> (7 - (x % 8))) & 1) === 1;
    return isWhite ? 255 : 0;
  });
  return readQr({ width, height, data: Uint8Array.from(pixels.flatMap((grey) => [grey, grey, grey, 255])) });
}

/** A page of a PDF as it is printed: its text, and the text of its QR code. */
export type PrintedPage = { text: string; qr: string | undefined };

let library: Promise<PDFiumLibrary> | undefined;

/** Renders the pages of a PDF at 72 dots per inch, coarser than any printer. */
export async function readPrintedPages(file: Buffer): Promise<PrintedPage[]> {
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(file);
  const pages: PrintedPage[] = [];
  for (const page of document.pages()) {
    pages.push({ text: page.getText(), qr: readQr(await page.render({ scale: 1, render: 'bitmap' })) });
  }
  document.destroy();
  return pages;
}
