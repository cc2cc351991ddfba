/**
 * Decides what of a person that another issuer states is accepted: texts as they are accepted in a request. People write their
 * names at the issuer, which may have other rules for them.
 */
import * as z from 'zod/mini';
import { NAMELESS, type Subject } from '../../credentials/issuer-claims.ts';
import { email, line } from './fields.ts';

const NAME_CHARACTERS = 100;
const name = line(NAME_CHARACTERS);

/** @returns the person without an address that is none, and with another name in place of one that may not be shown. */
export function acceptedSubject({ name: stated, email: address, ...subject }: Subject): Subject {
  const cut = [...stated].slice(0, NAME_CHARACTERS).join('');
  const accepted = z.safeParse(name, cut);
  const isAddress = address !== undefined && z.safeParse(email, address).success;
  return {
    ...subject,
    name: accepted.success && cut.isWellFormed() ? accepted.data : NAMELESS,
    ...(isAddress && { email: address }),
  };
}
