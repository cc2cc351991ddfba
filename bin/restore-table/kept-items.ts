/** What a restored table does not bring back: items that say what must not be used again, or that are of the present alone. */
import { bucketKey } from '../../functions/store/items/bucket.ts';
import { logInSourceKey } from '../../functions/store/items/log-in-source.ts';
import { SWEEP_CURSOR } from '../../functions/store/items/pending-work.ts';
import { sessionKey } from '../../functions/store/items/session.ts';
import { solutionKey } from '../../functions/store/items/solution.ts';
import { TOKEN_KEYS } from '../../functions/store/items/token-keys.ts';

/**
 * How their partition keys begin. Ended token keys and sessions, spent solutions and addresses without mail stay so; the security
 * trail goes on; rate limits and the cursor of the sweep are of the present.
 */
const KEPT = [
  TOKEN_KEYS.pk,
  sessionKey('').pk,
  solutionKey('').pk,
  'ADDRESS#',
  'SECURITY#',
  bucketKey('').pk,
  logInSourceKey('').pk,
  SWEEP_CURSOR.pk,
];

export const isKept = (pk: unknown): boolean => KEPT.some((beginning) => String(pk).startsWith(beginning));
