/** Stores the public keys of access tokens, which every function may read. */
import type { SecurityEvent } from '../model/security-event.ts';
import type { TokenKeys } from '../model/token-keys.ts';

export type TokenKeyStore = {
  /** Strongly consistent. @throws Busy */
  read(): Promise<TokenKeys>;
  /**
   * Replaces the keys, with an entry in the trail if there is one. Does nothing if somebody else replaced them since
   * the revision before `after`. @throws Busy if it is not known whether they were replaced
   */
  replace(after: TokenKeys, securityEvent?: SecurityEvent): Promise<void>;
};
