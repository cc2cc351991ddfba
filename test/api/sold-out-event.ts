/** Arranges a sold-out event for the tests of the API. */
import type { TestService } from '../kit/service.ts';

/** An event whose tickets are all held by one customer. */
export async function aSoldOutEvent(it: TestService, fields: Record<string, unknown> = {}) {
  const { id, organizer } = await it.anEvent({ capacity: 2, ...fields });
  const holder = await it.aPerson();
  const held = await it.book(holder, id, { quantity: 2 });
  return { id, organizer, holder, heldId: held.body.id as string };
}
