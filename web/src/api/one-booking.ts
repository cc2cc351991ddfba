/** One booking in the API, read and changed with the session of its account or with the token of the booking. */
import type { components } from '../../.generated/api';
import type { Wanted } from '../parts/ticket-types.ts';
import { api } from './client.ts';
import type { Answered } from './problems.ts';
import { sendOnce, unansweredBody } from './send-once.ts';
import type { Outcome, Progress } from './until-answered.ts';

export type Receipt = components['schemas']['Receipt'];
/** Without a `token` the session is used. */
export type BookingRef = { eventId: string; bookingId: string; token: string | undefined };
export type Person = { firstName: string; lastName: string };

export type Change =
  | { verb: 'accept' | 'decline' }
  | { verb: 'cancel'; body: { tickets?: number[]; quantity?: number } }
  | { verb: 'add'; body: Wanted }
  | { verb: 'transfer'; number: number; body: Person & { email: string } }
  | { verb: 'name'; number: number; body: Person | { firstName: null; lastName: null } };

const BOOKING = '/v1/events/{eventId}/bookings/{bookingId}';

/** @returns what every request of a booking has, with further headers. */
export function requestOf({ eventId, bookingId, token }: BookingRef, headers: Record<string, string> = {}) {
  return {
    params: { path: { eventId, bookingId } },
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
  };
}

const placeOf = ({ bookingId }: BookingRef) => `boxoffice.change.${bookingId}`;

/** @returns the change that was sent from this browser and has no answer yet. */
export const unansweredChange = (ref: BookingRef): Change | undefined => unansweredBody<Change>(placeOf(ref));

/** Sends a change, or goes on with the one that has no answer. Its key is kept until there is one. */
export const sendChange = (
  ref: BookingRef,
  change: Change,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Outcome<unknown>> =>
  sendOnce(placeOf(ref), change, (sent, key) => post(ref, sent, key), tell, signal);

function post(ref: BookingRef, change: Change, key: string): Promise<Answered<unknown>> {
  const request = requestOf(ref, { 'idempotency-key': key });
  const ofTicket = (number: number) => ({
    ...request,
    params: { path: { ...request.params.path, number: String(number) } },
  });
  switch (change.verb) {
    case 'accept':
      return api.POST(`${BOOKING}/accept`, request);
    case 'decline':
      return api.POST(`${BOOKING}/decline`, request);
    case 'cancel':
      return api.POST(`${BOOKING}/cancel`, { ...request, body: change.body });
    case 'add':
      return api.POST(`${BOOKING}/add`, { ...request, body: change.body });
    case 'transfer':
      return api.POST(`${BOOKING}/tickets/{number}/transfer`, {
        ...ofTicket(change.number),
        body: change.body,
      });
    case 'name':
      return api.PATCH(`${BOOKING}/tickets/{number}`, { ...ofTicket(change.number), body: change.body });
  }
}

/** @returns the booking as it is, without its place in the waitlist. */
export function readBooking(ref: BookingRef) {
  const { params, headers } = requestOf(ref);
  return api.GET(BOOKING, { params: { ...params, query: { position: 'omit' } }, headers });
}

/** @returns a part of the receipt of a booking. */
export function readReceipt(ref: BookingRef, cursor?: string) {
  const { params, headers } = requestOf(ref);
  const query = cursor === undefined ? {} : { cursor };
  return api.GET(`${BOOKING}/receipt`, { params: { ...params, query }, headers });
}

/** A document of the tickets as a file; the name is that which the service gives it. */
export async function readTickets(ref: BookingRef, type: 'application/pdf' | 'text/calendar') {
  const answer = await api.GET(`${BOOKING}/tickets`, {
    ...requestOf(ref, { accept: type }),
    parseAs: 'blob',
  });
  if (answer.data === undefined) return undefined;
  const [, name] = /filename="([^"]+)"/.exec(answer.response.headers.get('content-disposition') ?? '') ?? [];
  return { blob: answer.data as unknown as Blob, name };
}

/** @returns the QR code of a ticket; undefined if the service does not draw it. */
export async function readCode(ref: BookingRef, number: number): Promise<Blob | undefined> {
  const { params, headers } = requestOf(ref, { accept: 'image/svg+xml' });
  const path = { ...params.path, number: String(number) };
  const { data } = await api.GET(`${BOOKING}/tickets/{number}`, {
    params: { path },
    headers,
    parseAs: 'blob',
  });
  return data as Blob | undefined;
}

/** @returns where a pass of a ticket is saved to Google Wallet; undefined if the operator has none. */
export async function readGooglePass(ref: BookingRef, number: number): Promise<string | undefined> {
  const { params, headers } = requestOf(ref, { accept: 'application/json' });
  const path = { ...params.path, number: String(number) };
  const { data } = await api.GET(`${BOOKING}/tickets/{number}/pass`, { params: { path }, headers });
  return (data as { saveUrl?: string } | undefined)?.saveUrl;
}

/** @returns a pass of a ticket for Apple Wallet; undefined if the operator has none. */
export async function readApplePass(ref: BookingRef, number: number): Promise<Blob | undefined> {
  const { params, headers } = requestOf(ref, { accept: 'application/vnd.apple.pkpass' });
  const path = { ...params.path, number: String(number) };
  const request = { params: { path }, headers, parseAs: 'blob' as const };
  const { data } = await api.GET(`${BOOKING}/tickets/{number}/pass`, request);
  return data as Blob | undefined;
}
