/**
 * Makes a pass for Apple Wallet: a zip archive with what the pass shows, a manifest of digests, and the
 * manifest's signature. https://developer.apple.com/documentation/walletpasses
 */
import { encode } from 'fast-png';
import { PKPass } from 'passkit-generator';
import type { Language } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import type { AppleSettings, PassTicket } from './passes.ts';
import { timesOf, WORDS } from './wording.ts';

/** Apple's size of an icon, and the scales for denser screens. */
const ICON_PIXELS = 29;
const ICONS = { 'icon.png': 1, 'icon@2x.png': 2, 'icon@3x.png': 3 };

/** @returns the pass as a file. @throws Error if the certificates or the key cannot be read. */
export function applePass(
  event: Event,
  ticket: PassTicket,
  settings: AppleSettings,
  language: Language,
): Buffer {
  const words = WORDS[language];
  const icons = Object.entries(ICONS).map(([name, scale]) => [name, icon(ICON_PIXELS * scale)] as const);
  const pass = new PKPass(
    Object.fromEntries(icons),
    {
      wwdr: settings.wwdrCertificate,
      signerCert: settings.certificate,
      signerKey: settings.key,
      ...(settings.keyPassphrase !== undefined && { signerKeyPassphrase: settings.keyPassphrase }),
    },
    {
      passTypeIdentifier: settings.passTypeId,
      teamIdentifier: settings.teamId,
      organizationName: 'Boxoffice',
      serialNumber: `${ticket.bookingId}.${ticket.number}`,
      description: `${words.ticket}: ${event.name}`,
      voided: event.cancelledAt !== undefined,
    },
  );
  pass.type = 'eventTicket';
  pass.primaryFields.push({ key: 'event', label: words.event, value: event.name });
  pass.secondaryFields.push({ key: 'when', label: words.when, value: timesOf(event, language) });
  if (event.venue !== undefined)
    pass.secondaryFields.push({ key: 'where', label: words.where, value: event.venue });
  if (ticket.holder !== undefined)
    pass.auxiliaryFields.push({ key: 'holder', label: words.holder, value: ticket.holder });
  if (ticket.type !== undefined)
    pass.auxiliaryFields.push({ key: 'type', label: words.type, value: ticket.type });
  if (event.address !== undefined)
    pass.backFields.push({ key: 'address', label: words.where, value: event.address });
  if (event.url !== undefined) pass.backFields.push({ key: 'link', label: words.link, value: event.url });
  pass.backFields.push({ key: 'booking', label: words.booking, value: ticket.bookingId });
  pass.setRelevantDate(new Date(event.startsAt));
  pass.setBarcodes({ message: ticket.code, format: 'PKBarcodeFormatQR', messageEncoding: 'iso-8859-1' });
  return pass.getAsBuffer();
}

/** A pass must have an icon: a plain dark square. */
function icon(side: number): Buffer {
  const data = new Uint8Array(side * side);
  return Buffer.from(encode({ width: side, height: side, data, depth: 8, channels: 1 }));
}
