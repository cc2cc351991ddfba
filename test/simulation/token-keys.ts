/** The key of access tokens of all runs, always the same one, so that two runs with one seed go the same way. */
import { TokenKeyRing } from '../../functions/credentials/token-keys.ts';
import type { TokenKeys } from '../../functions/domain/model/token-keys.ts';

const PUBLIC_KEY = {
  id: '3wtmn4-L_rqLRPlZmU7GXUXwaRULAt_qzDWg6F50TVg',
  x: 'Z64BwPmxN9TbU3-j-mLmAmZ-076eKGmy0Ct5pAxZjCY',
  y: 'VGdfjqPcSSk5QJCIOtdV1BWyz1Rqaxpa9XZuUP5cSUY',
};

/** PKCS #8. It is good for nothing but these runs. */
export const PRIVATE_KEY = Buffer.from(
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/lLpYTqEczKZhegRAHGRddrntmQ/ktI+kSyxwR0s0LuhRANCAARnrgHA+bE31NtTf6P6YuYCZn7Tvp4oabLQK3mkDFmMJlRnX46j3EkpOUCQiDrXVdQVss9UamsaWvV2blD+XElG',
  'base64',
);

/** Earlier than the clock of any process. */
export const TOKEN_KEYS_OF_RUNS: TokenKeys = { revision: 1, keys: [{ ...PUBLIC_KEY, signsFrom: 0 }] };

export const TOKEN_KEY_ID = PUBLIC_KEY.id;

/** What signs the tokens of the people, outside the simulated service. */
export const ringOfPeople = new TokenKeyRing({
  tokenKeys: { read: async () => TOKEN_KEYS_OF_RUNS, replace: async () => undefined },
  secrets: () => ({ read: async () => PRIVATE_KEY, create: async (_, secret) => secret }),
  now: () => 0,
});
