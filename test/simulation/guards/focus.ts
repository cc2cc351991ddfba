/** The events and faults in which guards are looked for. */
import { NO_FAULTS } from '../faults.ts';

export const SMALL = { capacity: 2, maxPerBooking: 1, maxPerCustomer: 3 };
/**
 * Nothing fails, and some calls take long, so that items change between a read and the write that depends on
 * it.
 */
export const SLOW = { ...NO_FAULTS, slow: 0.4, slowMs: 400 };
export const OFFERS = { ...SMALL, policy: 'strict' as const, offerTtlSeconds: 1 };
