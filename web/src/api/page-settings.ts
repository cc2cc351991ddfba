/** What the operator chose that the page has to know, read once. */
import type { PageSettings } from '../../serving.ts';
import { SETTINGS_PATH } from '../page-paths.ts';

/** The OpenID Connect issuer that keeps the accounts; null if the service does. */
export type IssuerSettings = PageSettings['issuer'];

let reading: Promise<PageSettings> | undefined;

async function read(): Promise<PageSettings> {
  const response = await fetch(SETTINGS_PATH);
  if (!response.ok) throw new Error(`The settings of the page were answered ${response.status}.`);
  return response.json();
}

/** @throws if there is no answer; the next call asks again */
export function readPageSettings(): Promise<PageSettings> {
  reading ??= read();
  reading.catch(() => {
    reading = undefined;
  });
  return reading;
}
