/**
 * A yardstick with the usual design of ticket services: Express, Sequelize and MariaDB, where every booking
 * and cancellation locks the event's row for its whole transaction. It is as fast as this design allows, so
 * that the comparison is with the design and not with mistakes in it.
 *
 * Every writer locks the event's row before it touches a booking. So the writers of an event run one after
 * another and cannot deadlock, and a booking's id, assigned under the lock, gives the order of arrival.
 */
import { createServer } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  literal,
  Model,
  Sequelize,
  type Transaction,
} from 'sequelize';
import {
  alreadyCancelled,
  BODY_LIMIT_BYTES,
  type BookingStatus,
  neverFits,
  noSuchBooking,
  noSuchEvent,
  readCapacity,
  readId,
  readQuantity,
  readUser,
  serve,
} from './contract.ts';
import { createEmptyDatabase, databaseAddress, poolSize } from './database.ts';

const DATABASE_NAME = 'sequelize_row_lock';
/** The fastest of the sizes 1 to 60 under a load of 50 connections. From 5 on the size hardly matters. */
const FASTEST_POOL_CONNECTIONS = 50;

await createEmptyDatabase(DATABASE_NAME);
const { user, password, ...address } = databaseAddress();
const connections = poolSize(FASTEST_POOL_CONNECTIONS);
const sequelize = new Sequelize(DATABASE_NAME, user, password, {
  dialect: 'mysql',
  dialectOptions: address,
  logging: false,
  pool: { min: connections, max: connections },
  define: { timestamps: false },
});

class Event extends Model<InferAttributes<Event>, InferCreationAttributes<Event>> {
  declare id: CreationOptional<number>;
  declare capacity: number;
  declare free: number;
  /** The number of waiting bookings, here so that a booking reads it with `free` under its lock. */
  declare waiting: CreationOptional<number>;
}

Event.init(
  {
    id: { type: DataTypes.INTEGER.UNSIGNED, primaryKey: true, autoIncrement: true },
    capacity: { type: DataTypes.INTEGER.UNSIGNED, allowNull: false },
    free: { type: DataTypes.INTEGER.UNSIGNED, allowNull: false },
    waiting: { type: DataTypes.INTEGER.UNSIGNED, allowNull: false, defaultValue: 0 },
  },
  { sequelize, tableName: 'events' },
);

class Booking extends Model<InferAttributes<Booking>, InferCreationAttributes<Booking>> {
  declare id: CreationOptional<number>;
  declare eventId: number;
  declare userId: string;
  declare quantity: number;
  declare status: BookingStatus;
}

Booking.init(
  {
    id: { type: DataTypes.INTEGER.UNSIGNED, primaryKey: true, autoIncrement: true },
    eventId: {
      type: DataTypes.INTEGER.UNSIGNED,
      allowNull: false,
      references: { model: Event, key: 'id' },
    },
    userId: { type: DataTypes.STRING(64), allowNull: false },
    quantity: { type: DataTypes.INTEGER.UNSIGNED, allowNull: false },
    status: { type: DataTypes.ENUM('confirmed', 'waitlisted', 'cancelled'), allowNull: false },
  },
  // Index entries end with the primary key, so this index also yields waiting bookings in order of arrival.
  { sequelize, tableName: 'bookings', indexes: [{ fields: ['eventId', 'status'] }] },
);

await sequelize.sync();

async function lockEvent(id: number, transaction: Transaction): Promise<Event> {
  const event = await Event.findByPk(id, { raw: true, lock: transaction.LOCK.UPDATE, transaction });
  if (event === null) throw noSuchEvent();
  return event;
}

/** A crash at any point has no effect: the database rolls the transaction back and releases its lock. */
function book(eventId: number, userId: string, quantity: number): Promise<Booking> {
  return sequelize.transaction(async (transaction) => {
    const event = await lockEvent(eventId, transaction);
    if (quantity > event.capacity) throw neverFits();
    const fits = event.waiting === 0 && quantity <= event.free;
    const change = fits ? { free: -quantity } : { waiting: 1 };
    await Event.increment(change, { where: { id: eventId }, transaction });
    const status = fits ? 'confirmed' : 'waitlisted';
    // The input is validated already; validating it again here would only prolong the lock.
    return Booking.create({ eventId, userId, quantity, status }, { validate: false, transaction });
  });
}

/** Gives the tickets back and promotes, in the same transaction, the first waiters who can be served. */
function cancel(eventId: number, bookingId: number): Promise<void> {
  return sequelize.transaction(async (transaction) => {
    const event = await lockEvent(eventId, transaction);
    const lock = transaction.LOCK.UPDATE;
    const where = { id: bookingId, eventId };
    const booking = await Booking.findOne({ where, raw: true, lock, transaction });
    if (booking === null) throw noSuchBooking();
    if (booking.status === 'cancelled') throw alreadyCancelled();
    await Booking.update({ status: 'cancelled' }, { where, transaction });

    const wasConfirmed = booking.status === 'confirmed';
    let free = event.free + (wasConfirmed ? booking.quantity : 0);
    let waiting = event.waiting - (wasConfirmed ? 0 : 1);
    const promoted: number[] = [];
    if (waiting > 0 && free > 0) {
      const line = await Booking.findAll({
        attributes: ['id', 'quantity'],
        where: { eventId, status: 'waitlisted' },
        order: ['id'],
        // Each waiter takes at least one ticket.
        limit: free,
        raw: true,
        lock,
        transaction,
      });
      for (const { id, quantity } of line) {
        if (quantity > free) break;
        free -= quantity;
        waiting -= 1;
        promoted.push(id);
      }
    }
    if (promoted.length > 0) {
      await Booking.update({ status: 'confirmed' }, { where: { id: promoted }, transaction });
    }
    if (free !== event.free || waiting !== event.waiting) {
      await Event.update({ free, waiting }, { where: { id: eventId }, transaction });
    }
  });
}

/** A single statement, for consistent counts. Counts the bookings, not `free`, to reveal errors. */
async function readEvent(id: number) {
  const ofEvent = 'FROM bookings WHERE bookings.eventId = Event.id AND bookings.status';
  const event = await Event.findByPk(id, {
    attributes: [
      'capacity',
      'free',
      [literal(`(SELECT CAST(COALESCE(SUM(quantity), 0) AS SIGNED) ${ofEvent} = 'confirmed')`), 'confirmed'],
      [literal(`(SELECT COUNT(*) ${ofEvent} = 'waitlisted')`), 'waiting'],
    ],
    raw: true,
  });
  if (event === null) throw noSuchEvent();
  return event;
}

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = Number(error.status);
  if (status >= 400 && status < 500) {
    response.status(status).json({ error: error.message });
    return;
  }
  console.error(error);
  response.status(500).json({ error: 'Something went wrong.' });
};

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.use(express.json({ limit: BODY_LIMIT_BYTES }));

app.post('/events', async (request, response) => {
  const capacity = readCapacity(request.body);
  const event = await Event.create({ capacity, free: capacity });
  response.status(201).json({ id: event.id });
});

app.get('/events/:id', async (request, response) => {
  response.json(await readEvent(readId(request.params.id, noSuchEvent)));
});

app.post('/events/:id/bookings', async (request, response) => {
  const eventId = readId(request.params.id, noSuchEvent);
  const userId = readUser(request.headers['x-user']);
  const booking = await book(eventId, userId, readQuantity(request.body));
  response.status(booking.status === 'confirmed' ? 201 : 202).json(booking);
});

app.post('/events/:id/bookings/:bookingId/cancel', async (request, response) => {
  const id = readId(request.params.bookingId, noSuchBooking);
  await cancel(readId(request.params.id, noSuchEvent), id);
  response.json({ id, status: 'cancelled' });
});

app.use(answerError);

serve(createServer(app), () => sequelize.close());
