/** How the operator sets rate limits: `off`, `on` for the defaults, or a list that replaces some of them. */
import {
  RATE_LIMIT_MAX_REQUESTS,
  RATE_LIMIT_MAX_SECONDS,
  RATE_LIMITS,
  type RateLimit,
  type RateLimitName,
} from './limits.ts';

/** `requests` in `seconds`, for each limit. */
export type Rates = Record<RateLimitName, Pick<RateLimit, 'requests' | 'seconds'>>;

const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 };
const ENTRY = /^([a-z-]+)=(\d{1,7})\/(\d{0,5})([smhd])$/;

/**
 * Reads a list such as `log-in=5/15m,register=20/1h`. `setting` is its name, for the error.
 * @returns all rates, or undefined for `off`.
 * @throws Error with a message for the operator.
 */
export function readRates(setting: string, text = 'on'): Rates | undefined {
  if (text === 'off') return undefined;
  const rates: Rates = { ...RATE_LIMITS };
  if (text === 'on') return rates;
  const seen = new Set<RateLimitName>();
  for (const part of text.split(',')) {
    const entry = part.trim();
    const [name, rate] = readEntry(setting, entry);
    if (seen.has(name)) throw new Error(`${setting} has ${name} twice. Remove one of them.`);
    seen.add(name);
    rates[name] = rate;
  }
  return rates;
}

function readEntry(setting: string, entry: string): [RateLimitName, Rates[RateLimitName]] {
  const [, stated, requests, time, unit = ''] = ENTRY.exec(entry) ?? [];
  if (stated === undefined) {
    throw new Error(
      `${setting} has "${entry}", which is not a limit. Set it to on, to off, or to names with requests and a time, as in log-in=5/15m,register=20/1h.`,
    );
  }
  const names = Object.keys(RATE_LIMITS) as RateLimitName[];
  const name = names.find((known) => known === stated);
  if (name === undefined)
    throw new Error(`${setting} has "${stated}", which names no limit. The names are ${names.join(', ')}.`);
  const rate = { requests: Number(requests), seconds: Number(time || 1) * (UNIT_SECONDS[unit] ?? 0) };
  const isInRange =
    rate.requests >= 1 &&
    rate.requests <= RATE_LIMIT_MAX_REQUESTS &&
    rate.seconds >= 1 &&
    rate.seconds <= RATE_LIMIT_MAX_SECONDS;
  if (isInRange) return [name, rate];
  throw new Error(
    `${setting} has "${entry}". Set 1 to ${RATE_LIMIT_MAX_REQUESTS} requests, in a time of 1 s to 1 d.`,
  );
}
