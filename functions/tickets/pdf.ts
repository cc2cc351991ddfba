/**
 * Prints the tickets of a booking as PDF, one A4 page for each. A text whose characters the fonts do not have is
 * left out, and the page says so: the code alone admits. A page takes some milliseconds, so other work of the process has a
 * turn between two of them.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import type { Language } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import { fonts, printable } from './fonts.ts';
import { qrBars } from './qr-code.ts';
import { placeOf, timesOf, WORDS } from './wording.ts';

/** Lengths are points, 1/72 inch. */
const MARGIN = 56;
const QR_SIDE = 270;
const LABEL_WIDTH = 80;
const GAP = 18;
const SIZES = { title: 24, longTitle: 16, text: 12, small: 8 };
/** Longer texts are cut and end with an ellipsis, so that the code is always on the page. */
const TITLE_HEIGHT = 120;
const ROW_HEIGHT = 45;
const SHORT_TITLE_CHARACTERS = 60;
const GREY = '#555555';
/** A code is one word of about 140 characters. */
const CODE_CHARACTERS_PER_ROW = 72;

/**
 * What the pages state besides the event. `tickets`: in the order in which they are printed, each with the name of the
 * person, if it is known, and that of its ticket type, if the event has types.
 */
export type PrintedBooking = {
  bookingId: string;
  tickets: { code: string; holder?: string | undefined; type?: string | undefined }[];
};

type Document = InstanceType<typeof PDFDocument>;

/** @returns the PDF. `now`, in ms, is stated as the time of its creation. */
export async function ticketsPdf(
  event: Event,
  booking: PrintedBooking,
  { language, now }: { language: Language; now: number },
): Promise<Buffer> {
  const words = WORDS[language];
  const { regular, bold } = fonts();
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    autoFirstPage: false,
    lang: language,
    displayTitle: true,
    // Without a font of its own, PDFKit would load one that the bundle does not have.
    font: '',
    info: { Title: `${event.name} – ${words.ticket}`, Creator: 'Boxoffice', CreationDate: new Date(now) },
  });
  document.registerFont('regular', regular).registerFont('bold', bold);
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    document.on('end', resolve).on('error', reject);
  });
  for (const [index, ticket] of booking.tickets.entries()) {
    document.addPage();
    drawTicket(document, event, { ...booking, ...ticket, place: index + 1 }, language);
    await nextTurn();
  }
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

type PrintedTicket = PrintedBooking & PrintedBooking['tickets'][number] & { place: number };

function drawTicket(document: Document, event: Event, ticket: PrintedTicket, language: Language): void {
  const words = WORDS[language];
  const missing: string[] = [];
  const orMissing = (label: string, text: string | undefined): string | undefined => {
    const shown = text === undefined ? undefined : printable(text);
    if (text !== undefined && shown === undefined) missing.push(label);
    return shown;
  };
  const title = orMissing(words.event, event.name) ?? words.event;
  const size = title.length <= SHORT_TITLE_CHARACTERS ? SIZES.title : SIZES.longTitle;
  document.font('bold').fontSize(size).fillColor('black');
  document.text(title, { height: TITLE_HEIGHT, ellipsis: true });
  document.moveDown(0.8);
  const rows: [string, string | undefined][] = [
    [words.when, timesOf(event, language)],
    [words.where, orMissing(words.where, placeOf(event))],
    [words.link, event.url],
    [words.holder, orMissing(words.holder, ticket.holder)],
    [words.type, orMissing(words.type, ticket.type)],
    [words.ticket, words.nthOf(ticket.place, ticket.tickets.length)],
    [words.booking, ticket.bookingId],
  ];
  for (const [label, text] of rows) if (text !== undefined) drawRow(document, label, text);
  drawQr(document, ticket.code, document.y + GAP);
  drawSmallPrint(document, [
    ...codeRows(ticket.code),
    '',
    words.advice,
    ...(missing.length > 0 ? [words.notPrinted(missing)] : []),
  ]);
}

function drawRow(document: Document, label: string, text: string): void {
  const { y } = document;
  document.font('regular').fontSize(SIZES.text).fillColor(GREY).text(label, MARGIN, y);
  document.fillColor('black').text(text, MARGIN + LABEL_WIDTH, y, { height: ROW_HEIGHT, ellipsis: true });
  document.moveDown(0.4);
}

/** As one filled shape, so that no viewer shows seams between the modules. */
function drawQr(document: Document, code: string, top: number): void {
  const { bars, side } = qrBars(code);
  const module = QR_SIDE / side;
  const left = (document.page.width - QR_SIDE) / 2;
  for (const { x, y, width } of bars)
    document.rect(left + x * module, top + y * module, width * module, module);
  document.fill('black');
  document.x = MARGIN;
  document.y = top + QR_SIDE + GAP;
}

function codeRows(code: string): string[] {
  const rows = Math.ceil(code.length / CODE_CHARACTERS_PER_ROW);
  return Array.from({ length: rows }, (_, row) =>
    code.slice(row * CODE_CHARACTERS_PER_ROW, (row + 1) * CODE_CHARACTERS_PER_ROW),
  );
}

function drawSmallPrint(document: Document, lines: string[]): void {
  document.font('regular').fontSize(SIZES.small).fillColor(GREY);
  document.text(lines.join('\n'), MARGIN, document.y, { align: 'center', lineGap: 2 });
}
