/**
 * Hashes and checks passwords with Node's Argon2id and the parameters of the OWASP password storage cheat
 * sheet (19 MiB, 2 passes, 1 lane). The stored form is `argon2id$m$t$salt$hash`, so that the parameters can
 * be raised later.
 */
import { argon2 as argon2Callback, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const argon2 = promisify(argon2Callback);
const MEMORY_KIB = 19 * 1024;
const PASSES = 2;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

function derive(password: string, salt: Buffer, memory: number, passes: number): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'));
  return argon2('argon2id', { message, nonce: salt, parallelism: 1, tagLength: HASH_BYTES, memory, passes });
}

/** @returns the hash of the password in the stored form, with a new salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, MEMORY_KIB, PASSES);
  return ['argon2id', MEMORY_KIB, PASSES, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Takes equally long without a stored hash, so that the time does not reveal whether an account exists. */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, memory, passes, salt, hash] = stored?.split('$') ?? [];
  const expected = Buffer.from(hash ?? '', 'base64url');
  const actual = await derive(
    password,
    salt === undefined ? randomBytes(SALT_BYTES) : Buffer.from(salt, 'base64url'),
    Number(memory ?? MEMORY_KIB),
    Number(passes ?? PASSES),
  );
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
