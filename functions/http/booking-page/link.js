/**
 * Reads the fragment of the address, `#<eventId>/<bookingId>/<token>`. In the mail of an announcement,
 * `/unsubscribe/<organizerId>/<addressId>/<token>` follows. The browser keeps it to itself: no server, log or
 * referrer gets the token.
 */
const FORM =
  /^#([A-Za-z0-9_-]{22})\/([A-Za-z0-9_-]{22})\/([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)(?:\/unsubscribe\/([A-Za-z0-9_-]{22}(?:\/[A-Za-z0-9_-]{22}){2}))?$/;

/** @returns undefined if the link is incomplete. Some mail programs encode the slashes. */
export function readLink(fragment) {
  const [, eventId, bookingId, token, unsubscribePath] = FORM.exec(fragment.replaceAll(/%2f/gi, '/')) ?? [];
  return token === undefined ? undefined : { eventId, bookingId, token, unsubscribePath };
}
