/** Passes for wallets, made with keys of our own: what they show, and that their signatures are valid. */
import { createHash, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import jws from 'jws';
import forge from 'node-forge';
import { type Event, type EventFields, eventOf } from '../../functions/domain/model/event.ts';
import { applePass } from '../../functions/tickets/apple-pass.ts';
import { googleSaveUrl } from '../../functions/tickets/google-pass.ts';
import { appleSettings } from '../kit/wallet-keys.ts';

const FIELDS: EventFields = {
  id: 'Jb3sT0yq5lVd8rHn2eXwPg',
  organizerId: 'o',
  name: 'Première: 初日',
  venue: 'Town hall',
  timeZone: 'Europe/Berlin',
  startsAt: '2099-06-01T18:00:00.000Z',
  capacity: 10,
  stated: {},
  allowGuests: false,
  waitlist: { enabled: true, policy: 'strict' },
  createdAt: '2025-01-01T00:00:00.000Z',
  revision: 0,
  shardCount: 4,
  fingerprint: '',
};
const EVENT: Event = eventOf(FIELDS);
const TICKET = {
  bookingId: 'uX5kW2zE9cNp4vMj7aBqSg',
  number: 2,
  code: 'box1.Jb3sT0yq5lVd8rHn2eXwPg.uX5kW2zE9cNp4vMj7aBqSg.2.c2lnbmF0dXJl',
  holder: 'Ada Łovelace',
};

/** What node-forge reads of a signature beyond its types. */
type RawSignature = {
  certificates: forge.pki.Certificate[];
  rawCapture: { signature: string; authenticatedAttributes: forge.asn1.Asn1[]; digestAlgorithm: string };
};

const APPLE = appleSettings();

const bytes = (text: string) => Buffer.from(text, 'latin1');

/**
 * @returns whether the signature (PKCS #7) is of this content, by the given certificate: its signed attributes
 * have the content's digest, and the certificate's key signed the attributes.
 */
function isSigned(content: Uint8Array, signature: Uint8Array, certificate: string): boolean {
  const der = forge.util.createBuffer(Buffer.from(signature).toString('latin1'));
  const message = forge.pkcs7.messageFromAsn1(forge.asn1.fromDer(der)) as unknown as RawSignature;
  const { rawCapture } = message;
  const { SET } = forge.asn1.Type;
  const attributes = bytes(
    forge.asn1
      .toDer(forge.asn1.create(forge.asn1.Class.UNIVERSAL, SET, true, rawCapture.authenticatedAttributes))
      .getBytes(),
  );
  const algorithm = forge.pki.oids[forge.asn1.derToOid(rawCapture.digestAlgorithm)] ?? '';
  const digest = createHash(algorithm).update(content).digest();
  const { publicKey } = new X509Certificate(certificate);
  return attributes.includes(digest) && verify(algorithm, attributes, publicKey, bytes(rawCapture.signature));
}

test('a pass for Apple Wallet shows the ticket, and its manifest is signed by the certificate', () => {
  const files = unzipSync(applePass(EVENT, TICKET, APPLE, 'de'));
  const read = (name: string) => JSON.parse(Buffer.from(files[name] ?? []).toString());
  expect(read('pass.json')).toMatchObject({
    formatVersion: 1,
    passTypeIdentifier: 'pass.example.tickets',
    teamIdentifier: 'TEAM123456',
    serialNumber: `${TICKET.bookingId}.2`,
    description: 'Ticket: Première: 初日',
    voided: false,
    relevantDate: '2099-06-01T18:00:00.000Z',
    barcodes: [{ format: 'PKBarcodeFormatQR', message: TICKET.code }],
    eventTicket: {
      primaryFields: [{ label: 'Veranstaltung', value: 'Première: 初日' }],
      secondaryFields: [{ value: 'Montag, 1. Juni 2099 um 20:00 MESZ' }, { value: 'Town hall' }],
      auxiliaryFields: [{ value: 'Ada Łovelace' }],
    },
  });
  const { 'manifest.json': manifest = new Uint8Array(), signature = new Uint8Array(), ...shown } = files;
  const digests = Object.entries(shown).map(([name, file]) => [
    name,
    createHash('sha1').update(file).digest('hex'),
  ]);
  expect(read('manifest.json')).toEqual(Object.fromEntries(digests));
  expect(Object.keys(shown).sort()).toEqual(['icon.png', 'icon@2x.png', 'icon@3x.png', 'pass.json']);
  expect(isSigned(manifest, signature, APPLE.certificate)).toBe(true);
  expect(isSigned(Buffer.from('{}'), signature, APPLE.certificate)).toBe(false);
  expect(isSigned(manifest, signature, APPLE.wwdrCertificate)).toBe(false);
});

test('passes show the type of a ticket', () => {
  const ticket = { ...TICKET, type: 'Adult' };
  const files = unzipSync(applePass(EVENT, ticket, APPLE, 'de'));
  const { auxiliaryFields } = JSON.parse(Buffer.from(files['pass.json'] ?? []).toString()).eventTicket;
  expect(auxiliaryFields).toContainEqual({ key: 'type', label: 'Ticketart', value: 'Adult' });
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const settings = {
    issuerId: '3388000000022',
    serviceAccountEmail: 'tickets@example.iam.gserviceaccount.com',
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const url = googleSaveUrl(EVENT, ticket, settings, { language: 'en', now: 0 });
  const [shown] = jws.decode(url.split('/').at(-1) ?? '')?.payload.payload.eventTicketObjects ?? [];
  expect(shown.ticketType).toEqual({ defaultValue: { language: 'en', value: 'Adult' } });
});

test('a pass of a cancelled event is void', () => {
  const cancelled = { ...EVENT, cancelledAt: '2098-01-01T00:00:00.000Z' };
  const files = unzipSync(applePass(cancelled, TICKET, APPLE, 'en'));
  expect(JSON.parse(Buffer.from(files['pass.json'] ?? []).toString()).voided).toBe(true);
});

test('a pass has the address and the link of the event', () => {
  const event = { ...EVENT, address: '1 Market Square', url: 'https://townhall.example/' };
  const files = unzipSync(applePass(event, TICKET, APPLE, 'en'));
  const { backFields } = JSON.parse(Buffer.from(files['pass.json'] ?? []).toString()).eventTicket;
  expect(backFields.map(({ value }: { value: string }) => value)).toEqual([
    event.address,
    event.url,
    TICKET.bookingId,
  ]);
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const settings = {
    issuerId: '3388000000022',
    serviceAccountEmail: 'tickets@example.iam.gserviceaccount.com',
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const classOf = (fields: Event) => {
    const url = googleSaveUrl(fields, TICKET, settings, { language: 'en', now: 0 });
    return jws.decode(url.split('/').at(-1) ?? '')?.payload.payload.eventTicketClasses[0];
  };
  const text = (value: string) => ({ defaultValue: { language: 'en', value } });
  expect(classOf(event)).toMatchObject({
    venue: { name: text('Town hall'), address: text('1 Market Square') },
    linksModuleData: { uris: [{ uri: event.url, description: 'Link' }] },
  });
  const { venue: _venue, ...nowhere } = event;
  expect(classOf(nowhere).venue).toEqual({ name: text('1 Market Square'), address: text('1 Market Square') });
});

test('a link for Google Wallet describes the ticket, and is signed by the service account', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const settings = {
    issuerId: '3388000000022',
    serviceAccountEmail: 'tickets@example.iam.gserviceaccount.com',
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const url = googleSaveUrl(EVENT, TICKET, settings, { language: 'en', now: 1_700_000_000_000 });
  const token = url.replace('https://pay.google.com/gp/v/save/', '');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(jws.verify(token, 'RS256', pem)).toBe(true);
  expect(jws.verify(token.replace(/.{6}$/, 'AAAAAA'), 'RS256', pem)).toBe(false);
  expect(jws.decode(token)?.payload).toEqual({
    iss: settings.serviceAccountEmail,
    aud: 'google',
    typ: 'savetowallet',
    iat: 1_700_000_000,
    payload: {
      eventTicketClasses: [
        {
          id: `3388000000022.${EVENT.id}`,
          issuerName: 'Boxoffice',
          reviewStatus: 'UNDER_REVIEW',
          eventName: { defaultValue: { language: 'en', value: EVENT.name } },
          dateTime: { start: EVENT.startsAt },
          venue: {
            name: { defaultValue: { language: 'en', value: 'Town hall' } },
            address: { defaultValue: { language: 'en', value: 'Town hall' } },
          },
        },
      ],
      eventTicketObjects: [
        {
          id: `3388000000022.${TICKET.bookingId}.2`,
          classId: `3388000000022.${EVENT.id}`,
          state: 'ACTIVE',
          ticketHolderName: 'Ada Łovelace',
          ticketNumber: `${TICKET.bookingId}.2`,
          barcode: { type: 'QR_CODE', value: TICKET.code },
        },
      ],
    },
  });
});
