/**
 * Joins the parts of announcements. It is separate from `compose.ts`, because the bundle of every function with that file
 * would contain their schemas.
 */
import { cache, runtime, table } from './compose.ts';
import type { AddressStore } from './domain/ports/address-store.ts';
import { type MailSettings, readMailSettings } from './mail/settings.ts';
import { addressStore } from './store/addresses.ts';
import { announcementStore } from './store/announcements.ts';

export function announcementPorts() {
  return { announcements: announcementStore(table()), cache: cache(), runtime };
}

export function addresses(): AddressStore {
  return addressStore(table());
}

/** How mails look, and what they say of the operator. An empty sender, which turns mails off, is as none. */
export function mailSettings(): MailSettings {
  const { MAIL_FROM, ...others } = process.env;
  return readMailSettings(MAIL_FROM === '' ? others : process.env);
}
