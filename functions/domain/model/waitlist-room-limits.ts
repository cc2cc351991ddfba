/** Limits of the room of limited waitlists, and of the search for it. Chosen with the model of AWS. */

/** Room of a limited waitlist for each shard through which bookings join: a shard with less is soon met without any. */
export const ROOM_PER_SHARD = 4;
/** Shards that a request looks at whose shard had no room: it finds one of ten with room among 256 in half of the cases. */
export const ROOM_SAMPLE_SHARDS = 16;
/**
 * Of the requests that know of no room, so many in the number of shards through which bookings join look at all of these; twice as
 * many at each later try.
 */
export const ROOM_LOOKERS = 16;
/** Average pause of those that do not, before their next try. It doubles, because all of them read the waitlist's item. */
export const ROOM_PAUSE_MS = 20;
/** Less unassigned room is not moved to shards: a move costs two units, and two for each shard. */
export const ROOM_MOVED_FROM = 8;
/** Shards that one move gives room. It is a transaction of them and the waitlist's item. */
export const ROOM_MOVE_SHARDS_MAX = 64;
