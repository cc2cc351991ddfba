/** Lists the limits in force: the rate limits, and the quota of organizers. */
import { callers, limitsInForce } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { limitsView } from '../http/views/limits.ts';

export const handler = endpoint('read-limits', { callers: callers() }, async () => ({
  body: limitsView(limitsInForce()),
}));
