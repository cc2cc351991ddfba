/**
 * Sends messages to the clerks: a FIFO queue with one group for each event, so an event has one clerk at a
 * time.
 */

/**
 * Starts the clerk of an event. `bookingIds`: bookings with tickets to hand on or to clean up, if there are
 * any.
 */
export type Message = { eventId: string; bookingIds?: string[] };

export type Queue = {
  /**
   * Sends a message. Messages with the same `sameAs` within five minutes are delivered as one.
   * @throws Busy if the queue does not accept it in time
   */
  send(message: Message, sameAs: string): Promise<void>;
};
