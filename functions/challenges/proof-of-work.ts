/**
 * Proof of work, in the format of ALTCHA version 2, whose widgets and libraries solve it: the client derives keys from a
 * counter until one begins as the challenge says. A challenge is signed and not stored. It names its event and its end.
 */
import { createHmac, pbkdf2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { derivedId } from '../domain/model/derived-id.ts';
import { CHALLENGE_TTL_MS } from '../domain/model/limits.ts';
import type { Challenges } from '../domain/ports/challenges.ts';

/** Iterations of each derivation, about 0.3 ms. The service makes one to issue a challenge, and one to check a solution. */
const COST = 1_000;
const KEY_BYTES = 32;
/** The client finds the counter by half of the key. */
const PREFIX_BYTES = 16;
const RANDOM_BYTES = 16;
const COUNTER_MAX = 0xffff_ffff;

const hex = z.string().check(z.regex(/^[0-9a-f]{32}$/));
const PAYLOAD = z.object({
  challenge: z.object({
    parameters: z.object({ nonce: hex, salt: hex, keyPrefix: hex, expiresAt: z.int() }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.int().check(z.gte(0), z.lte(COUNTER_MAX)) }),
});
type Signed = z.output<typeof PAYLOAD>['challenge']['parameters'];

type Options = {
  difficulty: number;
  /** The secret that signs challenges. */
  secret: () => Promise<string>;
  now: () => number;
};

/**
 * `difficulty`: how many keys the client derives on average, whatever counter it begins with. It derives twice as many at most,
 * because the counters are equally likely: if the first ones were left out, who knows that would begin behind them.
 */
export function proofOfWork({ difficulty, secret, now }: Options): Challenges {
  async function sign(eventId: string, { nonce, salt, keyPrefix, expiresAt }: Signed): Promise<Buffer> {
    const signed = JSON.stringify([eventId, nonce, salt, keyPrefix, expiresAt]);
    return createHmac('sha256', await secret())
      .update(signed)
      .digest();
  }
  return {
    async issue(eventId) {
      const [nonce, salt] = [randomText(), randomText()];
      const key = await deriveKey(nonce, salt, randomInt(1, 2 * difficulty));
      const expiresAt = Math.ceil((now() + CHALLENGE_TTL_MS) / 1000);
      const signed = { nonce, salt, keyPrefix: key.toString('hex', 0, PREFIX_BYTES), expiresAt };
      const form = { algorithm: 'PBKDF2/SHA-256', cost: COST, keyLength: KEY_BYTES, data: { eventId } };
      const signature = (await sign(eventId, signed)).toString('hex');
      return { provider: 'proof-of-work', parameters: { ...form, ...signed }, signature };
    },

    async check(eventId, text) {
      const payload = readPayload(text);
      if (payload === undefined) return undefined;
      const { challenge, solution } = payload;
      const { nonce, salt, keyPrefix, expiresAt } = challenge.parameters;
      if (now() >= expiresAt * 1000) return undefined;
      const [expected, signature] = [
        await sign(eventId, challenge.parameters),
        Buffer.from(challenge.signature, 'hex'),
      ];
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
      const key = await deriveKey(nonce, salt, solution.counter);
      if (!key.toString('hex').startsWith(keyPrefix)) return undefined;
      return { digest: derivedId('proof of work', nonce), expiresAt: expiresAt * 1000 };
    },
  };
}

const randomText = () => randomBytes(RANDOM_BYTES).toString('hex');

function deriveKey(nonce: string, salt: string, counter: number): Promise<Buffer> {
  const last = Buffer.alloc(4);
  last.writeUInt32BE(counter);
  const password = Buffer.concat([Buffer.from(nonce, 'hex'), last]);
  return promisify(pbkdf2)(password, Buffer.from(salt, 'hex'), COST, KEY_BYTES, 'sha256');
}

/** @returns undefined for a text that is not the base64 of a challenge and its solution as JSON. */
function readPayload(text: string): z.output<typeof PAYLOAD> | undefined {
  try {
    return PAYLOAD.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  } catch {
    return undefined;
  }
}
