/**
 * Consumes the table's stream: sends the notices of each booking that changed, of each booking whose notice is to be
 * tried again, and of all bookings of an event that changed. Sends the letters of accounts, too.
 */
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { cache, log, runtime, table } from '../compose.ts';
import { letterPorts, noticePorts } from '../compose-notices.ts';
import { answerRegistration } from '../domain/accounts/register-by-mail.ts';
import { answerResetRequest } from '../domain/accounts/reset-password.ts';
import { sendLetter } from '../domain/accounts/send-letter.ts';
import { Busy, Refusal } from '../domain/model/refusal.ts';
import { sendAnnouncement } from '../domain/notices/send-announcement.ts';
import { sendChangeNotices } from '../domain/notices/send-change-notices.ts';
import { sendNotices } from '../domain/notices/send-notices.ts';
import { runInRequest } from '../domain/process/request-context.ts';
import { announcementStore } from '../store/announcements.ts';
import { eventStore } from '../store/events.ts';
import { changedIn, letterIn, registrationIn, resetRequestIn } from '../store/items/stream-record.ts';
import { listingStore } from '../store/listings.ts';
import { waitlistReader } from '../store/waitlist-reader.ts';

const ports = {
  ...noticePorts(),
  announcements: announcementStore(table()),
  listings: listingStore(table()),
  waitlist: waitlistReader(table()),
  events: eventStore(table()),
  cache: cache(),
};

const ofLetters = letterPorts();

/** The records that ask to look at an event, and those that ask to look at each of its bookings and announcements. */
type Work = {
  ofEvent: DynamoDBRecord[];
  ofBookings: Map<string, DynamoDBRecord[]>;
  ofAnnouncements: Map<number, DynamoDBRecord[]>;
};

/** Groups the records of a batch by event. */
function workIn(records: DynamoDBRecord[]): Map<string, Work> {
  const work = new Map<string, Work>();
  for (const record of records) {
    const changed = changedIn(record.dynamodb?.Keys);
    if (changed === undefined) continue;
    const { eventId, bookingId, announcement } = changed;
    const none: Work = { ofEvent: [], ofBookings: new Map(), ofAnnouncements: new Map() };
    const known: Work = work.get(eventId) ?? none;
    work.set(eventId, known);
    if (bookingId !== undefined) add(known.ofBookings, bookingId, record);
    else if (announcement !== undefined) add(known.ofAnnouncements, announcement, record);
    else known.ofEvent.push(record);
  }
  return work;
}

function add<Key>(records: Map<Key, DynamoDBRecord[]>, key: Key, record: DynamoDBRecord): void {
  records.set(key, [...(records.get(key) ?? []), record]);
}

/** @returns the records whose work has to be done again. */
async function serve(eventId: string, { ofEvent, ofBookings }: Work): Promise<DynamoDBRecord[]> {
  const changed = ofEvent.length === 0 ? 'done' : await serveEvent(eventId);
  const failed = await serveBookings(eventId, [...ofBookings.keys()]);
  return [
    ...(changed === 'done' ? [] : ofEvent),
    ...failed.flatMap((bookingId) => ofBookings.get(bookingId) ?? []),
  ];
}

async function serveEvent(eventId: string): Promise<'done' | 'failed'> {
  try {
    await sendChangeNotices(await ports.cache.refresh(eventId), ports);
    return 'done';
  } catch (error) {
    return isRemoved(error) ? 'done' : noteFailure(error, { eventId });
  }
}

/** @returns the records whose work has to be done again. */
async function serveAnnouncements(eventId: string, { ofAnnouncements }: Work): Promise<DynamoDBRecord[]> {
  const failed: DynamoDBRecord[] = [];
  for (const [number, records] of ofAnnouncements) {
    try {
      await sendAnnouncement(await ports.cache.refresh(eventId), number, ports);
    } catch (error) {
      if (isRemoved(error)) continue;
      noteFailure(error, { eventId });
      failed.push(...records);
    }
  }
  return failed;
}

/** Letters and requests for them are few in a batch. @returns the records whose work has to be done again. */
async function serveLetters(records: DynamoDBRecord[]): Promise<DynamoDBRecord[]> {
  const failed: DynamoDBRecord[] = [];
  for (const record of records) {
    const found = letterIn(record.dynamodb?.Keys);
    const addressDigest = resetRequestIn(record.dynamodb?.Keys);
    const registrationId = registrationIn(record.dynamodb?.Keys);
    try {
      if (found !== undefined) await sendLetter(found.userId, found.letterId, ofLetters);
      if (addressDigest !== undefined) await answerResetRequest(addressDigest, ofLetters);
      if (registrationId !== undefined) await answerRegistration(registrationId, ofLetters);
    } catch (error) {
      noteFailure(error, found === undefined ? {} : { letterId: found.letterId });
      failed.push(record);
    }
  }
  return failed;
}

/** @returns the bookings whose notices could not be sent: after an error of one booking, only that one. */
async function serveBookings(eventId: string, bookingIds: string[]): Promise<string[]> {
  try {
    await sendNotices(await ports.cache.get(eventId), bookingIds, ports);
    return [];
  } catch (error) {
    if (isRemoved(error)) return [];
    if (error instanceof Busy || bookingIds.length === 1) {
      noteFailure(error, { eventId, bookings: bookingIds.length });
      return bookingIds;
    }
    const half = Math.ceil(bookingIds.length / 2);
    const first = await serveBookings(eventId, bookingIds.slice(0, half));
    return [...first, ...(await serveBookings(eventId, bookingIds.slice(half)))];
  }
}

/** Whether the event was removed, because nobody had booked. */
function isRemoved(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'not-found';
}

/** What could not be sent. */
type Failed = { eventId: string; bookings?: number } | { letterId?: string };

function noteFailure(error: unknown, context: Failed): 'failed' {
  const reason = error instanceof Refusal ? error.code : error instanceof Error ? error.name : 'unknown';
  log.warn('Notices could not be sent. The stream will deliver the change again.', { ...context, reason });
  return 'failed';
}

/** Handles a batch. The stream delivers the records from the first reported one on again. */
export function handler(batch: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const invocation = { requestId: context.awsRequestId, lambda: context, now: runtime.now() };
  return runInRequest(invocation, async () => {
    // First, because somebody waits for the link of a letter.
    const failed = await serveLetters(batch.Records);
    const all = workIn(batch.Records);
    for (const [eventId, work] of all) failed.push(...(await serve(eventId, work)));
    // Last, because they take long, and nobody waits for them as for tickets.
    for (const [eventId, work] of all) failed.push(...(await serveAnnouncements(eventId, work)));
    return {
      batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
    };
  });
}
