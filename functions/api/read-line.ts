/** Reads the line of an event: how far its waitlist was served, and marks from which a client computes its own place. */
import { cache, limiter, runtime } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { lines } from '../compose-positions.ts';
import { ANYONE } from '../domain/model/user.ts';
import { lineJson } from '../http/views/line.ts';

const events = cache();
const stored = lines();

/** A token makes no difference, so that caches can keep the answer for everybody. */
export const handler = endpoint('read-line', { limiter: limiter() }, async ({ id }) => {
  const event = await events.getFor(ANYONE, id('eventId'));
  return lineJson(event, await stored.of(event), runtime.now());
});
