/**
 * Stores that somebody asked for a link to reset the password of an address. The request is noted for any address, so that
 * nothing about it says whether there is an account.
 */
import type { ResetRequest } from '../model/account.ts';

export type ResetRequestStore = {
  /**
   * Notes a request for a normalized address, unless one was noted after `notSince` (ms). The stream calls the
   * sender with it.
   * @throws Busy
   */
  note(email: string, request: ResetRequest, notSince: number): Promise<void>;
  /**
   * Reads the last request, and the id of the account with the address, if there is one; strongly consistent.
   * `addressDigest`: names the address in the stream.
   * @throws Busy
   */
  read(addressDigest: string): Promise<{ request: ResetRequest; userId: string } | undefined>;
};
