/**
 * The family of a client, by its `User-Agent`: enough for people to recognize their own sessions, and too little to
 * recognize a device. Pure rules.
 */

export const CLIENTS = ['firefox', 'edge', 'opera', 'samsung', 'chrome', 'safari', 'other'] as const;

export type Client = (typeof CLIENTS)[number];

/** In this order, because browsers also name those that they are compatible with. */
const SIGNS: [Client, RegExp][] = [
  ['firefox', /\b(?:Firefox|FxiOS)\//],
  ['edge', /\bEdg(?:A|iOS)?\//],
  ['opera', /\bOPR\//],
  ['samsung', /\bSamsungBrowser\//],
  ['chrome', /\b(?:Chrome|CriOS)\//],
  ['safari', /\bVersion\/[\d.]+.* Safari\//],
];

/** Longer than what browsers send. The time to look for some signs grows with the square of the length. */
const LOOK_CHARACTERS = 512;

/** @returns undefined for a client that does not name itself. */
export function clientOf(userAgent: string | undefined): Client | undefined {
  if (userAgent === undefined || userAgent.trim() === '') return undefined;
  const text = userAgent.slice(0, LOOK_CHARACTERS);
  return SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? 'other';
}
