/**
 * A yardstick with the minimum that a relational database has to do: a booking is two statements in a
 * transaction, sent with mysql2 from node:http, one to take the tickets from a row and one to record the
 * buyer.
 *
 * The conditional update is the lock. It holds the event's row until the commit even if it changes nothing,
 * which REPEATABLE READ, the default, guarantees and READ COMMITTED does not; so the insert after a failed
 * update cannot miss a cancellation. A cancellation locks the same row first, so writers of an event run one
 * after another without deadlock.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import mysql from 'mysql2/promise';
import {
  alreadyCancelled,
  BODY_LIMIT_BYTES,
  type BookingStatus,
  neverFits,
  noSuchBooking,
  noSuchEvent,
  Refusal,
  readCapacity,
  readId,
  readQuantity,
  readUser,
  serve,
} from './contract.ts';
import { createEmptyDatabase, databaseAddress, poolSize } from './database.ts';

const DATABASE_NAME = 'two_statements';
/** The fastest of the sizes 1 to 50 under a load of 50 connections. From 2 on the size hardly matters. */
const FASTEST_POOL_CONNECTIONS = 5;

type Booking = { id: number; eventId: number; userId: string; quantity: number; status: BookingStatus };
type EventRow = mysql.RowDataPacket & { capacity: number; free: number; waiting: number };
type EventCounts = mysql.RowDataPacket & {
  capacity: number;
  free: number;
  confirmed: number;
  waiting: number;
};
type BookingRow = mysql.RowDataPacket & Booking;
type Answer = { status: number; body: unknown };

await createEmptyDatabase(DATABASE_NAME);
const pool = mysql.createPool({
  ...databaseAddress(),
  database: DATABASE_NAME,
  connectionLimit: poolSize(FASTEST_POOL_CONNECTIONS),
});

await pool.query(`
  CREATE TABLE events (
    id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    capacity INT UNSIGNED NOT NULL,
    free INT UNSIGNED NOT NULL,
    waiting INT UNSIGNED NOT NULL DEFAULT 0
  )`);
// Index entries end with the primary key, so this index also yields waiting bookings in order of arrival.
await pool.query(`
  CREATE TABLE bookings (
    id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    eventId INT UNSIGNED NOT NULL REFERENCES events (id),
    userId VARCHAR(64) NOT NULL,
    quantity INT UNSIGNED NOT NULL,
    status ENUM('confirmed', 'waitlisted', 'cancelled') NOT NULL,
    INDEX (eventId, status)
  )`);

/** Takes tickets only if nobody waits, so that a new request does not overtake a waiter. */
const TAKE_TICKETS = 'UPDATE events SET free = free - ? WHERE id = ? AND free >= ? AND waiting = 0';
const JOIN_LINE = 'UPDATE events SET waiting = waiting + 1 WHERE id = ? AND capacity >= ?';
const RECORD_BOOKING = 'INSERT INTO bookings (eventId, userId, quantity, status) VALUES (?, ?, ?, ?)';
const LOCK_EVENT = 'SELECT capacity, free, waiting FROM events WHERE id = ? FOR UPDATE';
const READ_BOOKING = 'SELECT quantity, status FROM bookings WHERE id = ? AND eventId = ? FOR UPDATE';
const CANCEL_BOOKING = "UPDATE bookings SET status = 'cancelled' WHERE id = ? AND status = ?";
const READ_LINE =
  "SELECT id, quantity FROM bookings WHERE eventId = ? AND status = 'waitlisted' ORDER BY id LIMIT ? FOR UPDATE";
const PROMOTE = "UPDATE bookings SET status = 'confirmed' WHERE id IN (?)";
const SETTLE_EVENT = 'UPDATE events SET free = ?, waiting = ? WHERE id = ?';

/** A single statement, for consistent counts. Counts the bookings, not `free`, to reveal errors. */
const READ_EVENT = `
  SELECT capacity, free,
    (SELECT CAST(COALESCE(SUM(quantity), 0) AS SIGNED) FROM bookings
      WHERE eventId = events.id AND status = 'confirmed') AS confirmed,
    (SELECT COUNT(*) FROM bookings WHERE eventId = events.id AND status = 'waitlisted') AS waiting
  FROM events WHERE id = ?`;

/** Closes a connection that fails to roll back, since it would keep its locks for the next request. */
async function inTransaction<Result>(
  work: (connection: mysql.PoolConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await pool.getConnection();
  try {
    await connection.query('START TRANSACTION');
    const result = await work(connection);
    await connection.query('COMMIT');
    connection.release();
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').then(
      () => connection.release(),
      () => connection.destroy(),
    );
    throw error;
  }
}

function book(eventId: number, userId: string, quantity: number): Promise<Booking> {
  return inTransaction(async (connection) => {
    const [taken] = await connection.execute<mysql.ResultSetHeader>(TAKE_TICKETS, [
      quantity,
      eventId,
      quantity,
    ]);
    const status = taken.affectedRows === 1 ? 'confirmed' : 'waitlisted';
    if (status === 'waitlisted') await joinLine(connection, eventId, quantity);
    const values = [eventId, userId, quantity, status];
    const [{ insertId }] = await connection.execute<mysql.ResultSetHeader>(RECORD_BOOKING, values);
    return { id: insertId, eventId, userId, quantity, status };
  });
}

/**
 * The third statement, for waiters.
 * @throws when there is no such event or its capacity is below the quantity.
 */
async function joinLine(connection: mysql.PoolConnection, eventId: number, quantity: number): Promise<void> {
  const [joined] = await connection.execute<mysql.ResultSetHeader>(JOIN_LINE, [eventId, quantity]);
  if (joined.affectedRows === 1) return;
  const [[event]] = await connection.execute<EventRow[]>(LOCK_EVENT, [eventId]);
  throw event === undefined ? noSuchEvent() : neverFits();
}

/** Gives the tickets back and promotes, in the same transaction, the first waiters who can be served. */
function cancel(eventId: number, bookingId: number): Promise<void> {
  return inTransaction(async (connection) => {
    const [[event]] = await connection.execute<EventRow[]>(LOCK_EVENT, [eventId]);
    if (event === undefined) throw noSuchEvent();
    const [[booking]] = await connection.execute<BookingRow[]>(READ_BOOKING, [bookingId, eventId]);
    if (booking === undefined) throw noSuchBooking();
    if (booking.status === 'cancelled') throw alreadyCancelled();
    await connection.execute(CANCEL_BOOKING, [bookingId, booking.status]);

    const wasConfirmed = booking.status === 'confirmed';
    let free = event.free + (wasConfirmed ? booking.quantity : 0);
    let waiting = event.waiting - (wasConfirmed ? 0 : 1);
    const promoted: number[] = [];
    if (waiting > 0 && free > 0) {
      // Each waiter takes at least one ticket, so the number of free ones bounds the rows to read.
      const [line] = await connection.query<BookingRow[]>(READ_LINE, [eventId, free]);
      for (const { id, quantity } of line) {
        if (quantity > free) break;
        free -= quantity;
        waiting -= 1;
        promoted.push(id);
      }
    }
    if (promoted.length > 0) await connection.query(PROMOTE, [promoted]);
    await connection.execute(SETTLE_EVENT, [free, waiting, eventId]);
  });
}

async function readEvent(id: number): Promise<EventCounts> {
  const [[event]] = await pool.execute<EventCounts[]>(READ_EVENT, [id]);
  if (event === undefined) throw noSuchEvent();
  return event;
}

const EVENT_PATH = /^\/events\/([^/]+)$/;
const BOOKINGS_PATH = /^\/events\/([^/]+)\/bookings$/;
const CANCEL_PATH = /^\/events\/([^/]+)\/bookings\/([^/]+)\/cancel$/;

async function answer(request: IncomingMessage): Promise<Answer> {
  const { method, url = '' } = request;
  if (method === 'POST') {
    if (url === '/events') {
      const capacity = readCapacity(await readBody(request));
      const [{ insertId }] = await pool.execute<mysql.ResultSetHeader>(
        'INSERT INTO events (capacity, free) VALUES (?, ?)',
        [capacity, capacity],
      );
      return { status: 201, body: { id: insertId } };
    }
    const bookings = BOOKINGS_PATH.exec(url);
    if (bookings !== null) {
      const eventId = readId(bookings[1], noSuchEvent);
      const userId = readUser(request.headers['x-user']);
      const booking = await book(eventId, userId, readQuantity(await readBody(request)));
      return { status: booking.status === 'confirmed' ? 201 : 202, body: booking };
    }
    const cancelled = CANCEL_PATH.exec(url);
    if (cancelled !== null) {
      const id = readId(cancelled[2], noSuchBooking);
      await cancel(readId(cancelled[1], noSuchEvent), id);
      return { status: 200, body: { id, status: 'cancelled' } };
    }
  }
  const event = method === 'GET' ? EVENT_PATH.exec(url) : null;
  if (event !== null) return { status: 200, body: await readEvent(readId(event[1], noSuchEvent)) };
  throw new Refusal(404, 'There is no such route.');
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  // Checked after the loop, because leaving the loop early would close the connection before the answer.
  if (size > BODY_LIMIT_BYTES) throw new Refusal(413, `The body is larger than ${BODY_LIMIT_BYTES} bytes.`);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
}

function answerError(error: unknown): Answer {
  if (error instanceof Refusal) return { status: error.status, body: { error: error.message } };
  console.error(error);
  return { status: 500, body: { error: 'Something went wrong.' } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const payload = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(payload),
  });
  response.end(payload);
}

const server = createServer((request, response) => {
  answer(request)
    .catch(answerError)
    .then((result) => send(response, result));
});

serve(server, () => pool.end());
