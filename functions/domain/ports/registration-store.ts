/**
 * Stores registrations that are to be completed by a link. One is noted for any address, so that nothing about it says
 * whether the address has an account.
 */
import type { Registration } from '../model/account.ts';
import type { User } from '../model/user.ts';

export type RegistrationStore = {
  /**
   * Notes a registration, provided that the last one for the address was noted at `notSince` (ms) or before, and by another
   * request. The stream calls the sender of letters with it.
   * @throws Busy
   */
  note(registration: Registration, notSince: number): Promise<void>;
  /** Reads the registration, unless it was completed; strongly consistent. @throws Busy. */
  read(registrationId: string): Promise<Registration | undefined>;
  /** The same, and by which change it was completed. @throws Busy. */
  readState(
    registrationId: string,
  ): Promise<{ registration?: Registration; completedBy?: string } | undefined>;
  /**
   * Writes the account and its address, and removes what was noted, provided that no other registration replaced it.
   * @returns `failed` if one did, on contention, or if the outcome is unknown
   */
  complete(
    registration: Registration,
    user: User,
    completedBy: string,
  ): Promise<'done' | 'address-taken' | 'failed'>;
};
