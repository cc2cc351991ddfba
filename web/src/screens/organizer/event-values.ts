/** An event as its form has it, and as the API takes it. */
import type { paths } from '../../../.generated/api';
import type { Event } from '../../parts/event-summary.tsx';
import { type PoolValues, poolsOf, poolValuesOf } from './pool-values.ts';
import { currencyOf, type TypeValues, typesOf, typeValuesOf, USUAL_CURRENCY } from './type-values.ts';
import { toInstant, toLocal } from './zoned-times.ts';

type Json<Operation> = Operation extends {
  requestBody?: { content: { 'application/json': infer Body } } | undefined;
}
  ? Body
  : never;
export type NewEvent = Json<paths['/v1/events']['post']>;
export type EventChange = Json<paths['/v1/events/{eventId}']['patch']>;
type Policy = Event['waitlist']['policy'];

/** Times are by the clock of `timeZone`; numbers are as they were typed; empty is what is not stated. */
export type EventValues = {
  name: string;
  venue: string;
  address: string;
  url: string;
  description: string;
  timeZone: string;
  startsAt: string;
  endsAt: string;
  salesOpenAt: string;
  salesCloseAt: string;
  capacity: string;
  isUnlimited: boolean;
  ticketTypes: TypeValues[];
  pools: PoolValues[];
  /** Of all prices. */
  currency: string;
  maxPerBooking: string;
  maxPerCustomer: string;
  allowGuests: boolean;
  requiresConfirmedAddress: boolean;
  requiresChallenge: boolean;
  hasWaitlist: boolean;
  policy: Policy;
  passHeadMinutes: string;
  offerMinutes: string;
  waitsAgain: boolean;
  quietFrom: string;
  quietTo: string;
  waitlistLimit: string;
  waitingPerCustomer: string;
  waitingPerBooking: string;
  namesCloseAt: string;
  limitsGuestsByAddress: boolean;
  drawMinutes: string;
  peakRequestsPerSecond: string;
};

export const EMPTY: EventValues = {
  name: '',
  venue: '',
  address: '',
  url: '',
  description: '',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  startsAt: '',
  endsAt: '',
  salesOpenAt: '',
  salesCloseAt: '',
  capacity: '',
  isUnlimited: false,
  ticketTypes: [],
  pools: [],
  currency: USUAL_CURRENCY,
  maxPerBooking: '',
  maxPerCustomer: '',
  allowGuests: false,
  requiresConfirmedAddress: false,
  requiresChallenge: false,
  hasWaitlist: true,
  policy: 'strict',
  passHeadMinutes: '',
  offerMinutes: '',
  waitsAgain: false,
  quietFrom: '',
  quietTo: '',
  waitlistLimit: '',
  waitingPerCustomer: '',
  waitingPerBooking: '',
  namesCloseAt: '',
  limitsGuestsByAddress: false,
  drawMinutes: '',
  peakRequestsPerSecond: '',
};

/** @returns the event for its form. A time that the API derived from another one stays empty, and so goes on to follow it. */
export function valuesOf(event: Event): EventValues {
  const timeZone = event.timeZone ?? 'UTC';
  const local = (instant: string | undefined) => toLocal(instant, timeZone);
  const opensBy = event.publishedAt ?? event.createdAt;
  const closesAlone = event.salesCloseAt !== (event.endsAt ?? event.startsAt);
  return {
    name: event.name,
    venue: event.venue ?? '',
    address: event.address ?? '',
    url: event.url ?? '',
    description: event.description ?? '',
    timeZone,
    startsAt: local(event.startsAt),
    endsAt: local(event.endsAt),
    salesOpenAt: event.salesOpenAt > opensBy ? local(event.salesOpenAt) : '',
    salesCloseAt: closesAlone ? local(event.salesCloseAt) : '',
    capacity: event.isUnlimited ? '' : String(event.capacity),
    isUnlimited: event.isUnlimited ?? false,
    ticketTypes: typeValuesOf(event.ticketTypes ?? []),
    pools: poolValuesOf(event.pools ?? []),
    currency: currencyOf(event.ticketTypes ?? []),
    maxPerBooking: String(event.maxPerBooking),
    maxPerCustomer: String(event.maxPerCustomer),
    allowGuests: event.allowGuests,
    requiresConfirmedAddress: event.requiresConfirmedAddress ?? false,
    requiresChallenge: event.requiresChallenge ?? false,
    namesCloseAt: event.namesCloseAt !== event.startsAt ? local(event.namesCloseAt) : '',
    ...waitlistValuesOf(event),
    // They cannot be changed.
    limitsGuestsByAddress: event.limitsGuestsByAddress ?? false,
    drawMinutes: '',
    peakRequestsPerSecond: '',
  };
}

/** @returns the values as they count: an event with pools has no waitlist and no draw yet, whatever was filled in before. */
export function heedPools(values: EventValues): EventValues {
  if (values.pools.length === 0) return values;
  const { policy, passHeadMinutes, offerMinutes, waitsAgain, quietFrom, quietTo, drawMinutes } = EMPTY;
  const { waitlistLimit, waitingPerCustomer, waitingPerBooking } = EMPTY;
  const rules = { policy, passHeadMinutes, offerMinutes, waitsAgain, quietFrom, quietTo, drawMinutes };
  return { ...values, ...rules, waitlistLimit, waitingPerCustomer, waitingPerBooking, hasWaitlist: false };
}

function waitlistValuesOf({ waitlist }: Event) {
  const { limitPerCustomer: each } = waitlist;
  const text = (value: number | undefined) => (value === undefined ? '' : String(value));
  const minutes = (seconds: number | undefined) => text(seconds && seconds / 60);
  return {
    hasWaitlist: waitlist.enabled,
    policy: waitlist.policy,
    passHeadMinutes: minutes(waitlist.passHeadAfterSeconds),
    offerMinutes: minutes(waitlist.offerTtlSeconds),
    waitsAgain: waitlist.lapsedOffer === 'wait-again',
    quietFrom: waitlist.quietHours?.from ?? '',
    quietTo: waitlist.quietHours?.to ?? '',
    waitlistLimit: text(waitlist.limit),
    waitingPerCustomer: text(each === ONE_WAITS ? undefined : each),
    waitingPerBooking: text(waitlist.maxPerBooking),
  };
}

/** Bookings of a customer that may wait, if the event states no number. The API takes no `null` for it. */
const ONE_WAITS = 1;

const MINUTES = ['passHeadMinutes', 'offerMinutes', 'drawMinutes'] as const;
const COUNTS = [
  'capacity',
  'maxPerBooking',
  'maxPerCustomer',
  'waitlistLimit',
  'waitingPerCustomer',
  'waitingPerBooking',
  'peakRequestsPerSecond',
] as const;

/** @returns the fields that are missing, and those that are no number. */
export function faultsOf(values: EventValues): Partial<Record<keyof EventValues, 'required' | 'notNumber'>> {
  const required = (['name', 'startsAt', 'capacity'] as const).filter(
    (field) => values[field].trim() === '' && !(field === 'capacity' && values.isUnlimited),
  );
  const wrong = [
    ...COUNTS.filter((field) => !/^\d*$/.test(values[field].trim())),
    ...MINUTES.filter((field) => !/^(\d+(\.\d+)?)?$/.test(values[field].trim())),
  ];
  const quiet = (['quietFrom', 'quietTo'] as const).filter((field) => values[field] === '');
  return Object.fromEntries([
    ...wrong.map((field) => [field, 'notNumber']),
    ...required.map((field) => [field, 'required']),
    ...(quiet.length === 1 ? quiet : []).map((field) => [field, 'required']),
  ]);
}

/** @returns everything that the form states; `null` for what it leaves to the API. */
function termsOf(values: EventValues) {
  const text = (value: string) => value.trim() || null;
  const number = (value: string) => (value.trim() === '' ? null : Number(value));
  const instant = (local: string) => toInstant(local, values.timeZone) ?? null;
  return {
    name: values.name.trim(),
    startsAt: toInstant(values.startsAt, values.timeZone) ?? '',
    capacity: values.isUnlimited ? ('unlimited' as const) : Number(values.capacity),
    ticketTypes: typesOf(values.ticketTypes, values.currency),
    venue: text(values.venue),
    address: text(values.address),
    url: text(values.url),
    description: text(values.description),
    timeZone: values.timeZone,
    endsAt: instant(values.endsAt),
    salesOpenAt: instant(values.salesOpenAt),
    salesCloseAt: instant(values.salesCloseAt),
    maxPerBooking: number(values.maxPerBooking),
    maxPerCustomer: number(values.maxPerCustomer),
    allowGuests: values.allowGuests,
    requiresConfirmedAddress: values.requiresConfirmedAddress,
    requiresChallenge: values.requiresChallenge,
    namesCloseAt: instant(values.namesCloseAt),
    waitlist: waitlistTermsOf(values),
  };
}

/** What the form hides, because it has no meaning beside what was chosen, is not stated. */
function waitlistTermsOf(values: EventValues) {
  const number = (value: string) => (value.trim() === '' ? null : Number(value));
  const seconds = (value: string) => (value.trim() === '' ? null : Math.round(Number(value) * 60));
  const { policy, quietFrom: from, quietTo: to } = values;
  const offerTtlSeconds = seconds(values.offerMinutes);
  const hasOffers = offerTtlSeconds !== null;
  return {
    enabled: values.hasWaitlist,
    policy,
    passHeadAfterSeconds: policy === 'strict' ? seconds(values.passHeadMinutes) : null,
    offerTtlSeconds,
    lapsedOffer: hasOffers && values.waitsAgain ? ('wait-again' as const) : null,
    quietHours: hasOffers && from !== '' ? { from, to } : null,
    limit: number(values.waitlistLimit),
    limitPerCustomer: number(values.waitingPerCustomer) ?? ONE_WAITS,
    maxPerBooking: number(values.waitingPerBooking),
  };
}

const without = <Value>(fields: object, isLeftOut: (field: string, value: unknown) => boolean): Value =>
  Object.fromEntries(Object.entries(fields).filter(([field, value]) => !isLeftOut(field, value))) as Value;

/** @returns the body that makes the event. */
export function newEventOf(values: EventValues, isDraft: boolean): NewEvent {
  const { waitlist, ...terms } = termsOf(values);
  const { pools } = values;
  const isUnstated = (_field: string, value: unknown) => value === null;
  const drawMinutes = Number(values.drawMinutes);
  const peak = Number(values.peakRequestsPerSecond);
  return {
    ...without<NewEvent>(terms, isUnstated),
    ...(pools.length > 0 && poolsOf(pools, terms.ticketTypes ?? [])),
    waitlist: without<NonNullable<NewEvent['waitlist']>>(waitlist, isUnstated),
    ...(drawMinutes > 0 && { draw: { windowSeconds: Math.round(drawMinutes * 60) } }),
    ...(values.allowGuests && values.limitsGuestsByAddress && { limitsGuestsByAddress: true }),
    ...(peak > 0 && { peakRequestsPerSecond: peak }),
    isDraft,
  };
}

/** Ticket types and pools are lists. */
export const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** @returns the body that changes what the form changed, and nothing else. */
export function changeOf(before: EventValues, after: EventValues): EventChange {
  const [old, next] = [termsOf(heedPools(before)), termsOf(heedPools(after))];
  const changed = <Fields extends object>(was: Fields, is: Fields) =>
    without<Partial<Fields>>(
      is,
      (field, value) => field === 'waitlist' || isSame(value, (was as Record<string, unknown>)[field]),
    );
  const waitlist = changed(old.waitlist, next.waitlist);
  return {
    ...(changed(old, next) as EventChange),
    ...(Object.keys(waitlist).length > 0 && { waitlist }),
  };
}
