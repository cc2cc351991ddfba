import type { TestService } from '../kit/service.ts';

/** An event with no ticket left, and the one who holds them. */
export async function aSoldOutEvent(it: TestService, fields: Record<string, unknown> = {}) {
  const { id, organizer } = await it.anEvent({ capacity: 2, ...fields });
  const holder = await it.aPerson();
  const held = await it.book(holder, id, { quantity: 2 });
  return { id, organizer, holder, heldId: held.body.id as string };
}
