/** Reads QR codes as a phone does: from the pixels of a picture, or of a printed page. */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import jsQr from 'jsqr';
import { PNG } from 'pngjs';

/** The package is CommonJS that its types describe as an ES module: its function is the default of the default. */
const { default: decode } = jsQr;

type Picture = { width: number; height: number; data: Uint8Array };

/** @returns the text of the QR code in a picture of RGBA pixels, or undefined if none is found. */
export function readQr({ data, width, height }: Picture): string | undefined {
  return decode(new Uint8ClampedArray(data), width, height)?.data;
}

/** @returns the text of the QR code in a PNG. */
export function readQrOfPng(file: Buffer): string | undefined {
  return readQr(PNG.sync.read(file));
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
