/** The rate limits of the fuzzed service: on, so that what counts requests runs too, and as high as can be set. */
import { RATE_LIMIT_MAX_REQUESTS, RATE_LIMITS } from '../../functions/domain/model/limits.ts';

export const FUZZ_RATES = Object.keys(RATE_LIMITS)
  .map((name) => `${name}=${RATE_LIMIT_MAX_REQUESTS}/1s`)
  .join(',');
