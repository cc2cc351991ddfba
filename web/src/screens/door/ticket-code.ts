/** Reads the codes of tickets and checks their signatures without the service. */

/** `text`: what is signed. */
export type TicketCode = {
  text: string;
  eventId: string;
  bookingId: string;
  number: number;
  signature: string;
};

/** The last of the 86 characters of a signature in base64url has four bits that are 0. */
const CODE = /^(box1\.([\w-]{22})\.([\w-]{22})\.([1-9]\d{0,2}))\.([\w-]{85}[AQgw])$/;

/** @returns what the code names, whether or not it is signed; undefined for any other text. */
export function readCode(code: string): TicketCode | undefined {
  const [, text = '', eventId = '', bookingId = '', number, signature = ''] = CODE.exec(code) ?? [];
  return number === undefined ? undefined : { text, eventId, bookingId, number: Number(number), signature };
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/**
 * @param jwk the event's public key.
 * @throws where the browser has no Ed25519.
 */
export async function isSigned({ text, signature }: TicketCode, jwk: JsonWebKey): Promise<boolean> {
  const key = await crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, bytesOf(signature), new TextEncoder().encode(text));
}
