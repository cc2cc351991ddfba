/**
 * What passes for the wallets of phones are made of: the ticket, and what the operator configures. Keys and
 * certificates are PEM.
 */

/** `holder`: the name of the person, if it is known. `type`: that of the ticket type, if the event has types. */
export type PassTicket = {
  bookingId: string;
  number: number;
  code: string;
  holder?: string | undefined;
  type?: string | undefined;
};

/** From Apple's developer programme: the identity of the pass and what signs it. */
export type AppleSettings = {
  passTypeId: string;
  teamId: string;
  certificate: string;
  key: string;
  keyPassphrase?: string;
  /** The certificate of Apple's that issued `certificate`. */
  wwdrCertificate: string;
};

/** From Google's Wallet console: the issuer, and the service account that signs for it. */
export type GoogleSettings = { issuerId: string; serviceAccountEmail: string; key: string };

export type PassSettings = { apple?: AppleSettings; google?: GoogleSettings };
