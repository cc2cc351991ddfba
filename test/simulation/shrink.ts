/** Shrinks a failing plan: removes operations and kinds of faults for as long as it still fails. */
import type { Faults } from './faults.ts';
import { NO_FAULTS } from './faults.ts';
import type { Operation, Plan } from './workload.ts';

/** The maximum number of runs to shrink one plan. */
const TRIES_MAX = 150;

/**
 * `stillFails` runs a plan, and says whether it breaks the same guarantee.
 * @returns the smallest plan found.
 */
export async function shrink(plan: Plan, stillFails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let smallest = plan;
  let tries = 0;
  const attempt = async (candidate: Plan): Promise<boolean> => {
    tries += 1;
    if (tries > TRIES_MAX || !(await stillFails(candidate))) return false;
    smallest = candidate;
    return true;
  };

  for (
    let size = Math.ceil(plan.operations.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < smallest.operations.length; ) {
      const operations = smallest.operations.toSpliced(start, size);
      const isSmaller = await attempt({ ...smallest, operations: withoutOrphans(operations) });
      if (!isSmaller) start += size;
    }
  }
  for (const kind of Object.keys(NO_FAULTS) as (keyof Faults)[]) {
    if (smallest.faults[kind] === NO_FAULTS[kind]) continue;
    await attempt({ ...smallest, faults: { ...smallest.faults, [kind]: NO_FAULTS[kind] } });
  }
  for (const operation of smallest.operations) {
    const { operations } = smallest;
    const simpler = { ...operation, isDoubled: false, repeats: 0 };
    await attempt({
      ...smallest,
      operations: operations.map((one) => (one.number === operation.number ? simpler : one)),
    });
  }
  return smallest;
}

/** Removes operations on bookings that no operation of the plan makes. */
function withoutOrphans(operations: Operation[]): Operation[] {
  const made = new Set(operations.filter(({ what }) => what.startsWith('book')).map(({ number }) => number));
  return operations.filter((operation) => !('of' in operation) || made.has(operation.of));
}
