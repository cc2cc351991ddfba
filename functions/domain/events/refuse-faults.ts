/** Refuses an event whose fields contradict each other, or the clock. */
import { Refusal } from '../model/refusal.ts';
import type { EventFault } from '../model/sale-terms.ts';

/** @throws Refusal `validation-failed` with all faults, if there are any. */
export function refuseFaults(faults: EventFault[]): void {
  if (faults.length === 0) return;
  const errors = faults.map(({ field, detail }) => ({ pointer: `/${field}`, detail }));
  throw new Refusal('validation-failed', 'Nothing was changed. Fix the fields listed in errors.', { errors });
}
