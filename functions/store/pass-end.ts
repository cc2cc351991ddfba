/** The part of an update of the waitlist's item that ends a pass of the clerk. */
import type { PassEnd } from '../domain/ports/waitlist-store.ts';
import { quietUpdate } from './items/waitlist-state.ts';

/** `heldBack` is kept, or what was kept before is removed. */
export function passEndUpdate({ heldBack, becomesQuiet = false }: PassEnd) {
  const quiet = quietUpdate(becomesQuiet);
  const isHeldBack = heldBack !== undefined;
  return {
    set: [...(isHeldBack ? ['heldBack = :heldBack'] : []), ...quiet.set],
    remove: ['servingUpTo', ...(isHeldBack ? [] : ['heldBack'])],
    values: { ...(isHeldBack && { ':heldBack': heldBack }), ...quiet.values },
  };
}
