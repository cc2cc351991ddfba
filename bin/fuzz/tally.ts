/** Counts how each operation was answered to each caller, and says where that is not what is expected. */
import type { DescribedRoute } from '../../functions/http/openapi/operation.ts';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import { CALLERS, type Caller, mayCall } from './callers.ts';

/** Operations that need not succeed, each with the reason. */
const EXCEPTIONS: { [Name in DescribedRoute]?: string } = {
  'read-openapi': 'Schemathesis reads the description there, and sends it no other request',
};

const NAMES = Object.keys(OPERATIONS) as DescribedRoute[];

const isSuccess = (status: number) => status >= 200 && status < 300;

export class Tally {
  readonly #statuses = new Map<string, Map<number, number>>();

  add(name: DescribedRoute, caller: Caller, status: number): void {
    const counts = this.#countsOf(name, caller);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }

  #countsOf(name: DescribedRoute, caller: Caller): Map<number, number> {
    const key = `${caller} ${name}`;
    const counts = this.#statuses.get(key) ?? new Map<number, number>();
    this.#statuses.set(key, counts);
    return counts;
  }

  /** @returns a line for each operation and caller: its statuses, each with the number of answers. */
  table(callers: readonly Caller[] = CALLERS): string {
    const width = Math.max(...NAMES.map((name) => name.length));
    const lines = NAMES.flatMap((name) =>
      callers.map((caller, index) => {
        const counts = [...this.#countsOf(name, caller)].sort(([a], [b]) => a - b);
        const statuses = counts.map(([status, count]) => `${status} × ${count}`).join(', ');
        const label = (index === 0 ? name : '').padEnd(width);
        return `${label}  ${caller.padEnd(8)}  ${statuses || 'not sent'}`;
      }),
    );
    return lines.join('\n');
  }

  /** @returns the exceptions, a sentence each. */
  exceptions(): string[] {
    return Object.entries(EXCEPTIONS).map(([name, reason]) => `${name} is left out: ${reason}.`);
  }

  /** @returns a sentence for each operation that succeeded for a caller who may not carry it out, or never for one who may. */
  faults(callers: readonly Caller[] = CALLERS): string[] {
    return NAMES.flatMap((name) =>
      callers.flatMap((caller) => {
        const statuses = [...this.#countsOf(name, caller).keys()];
        const succeeded = statuses.find(isSuccess);
        if (mayCall(caller, name))
          return succeeded === undefined && EXCEPTIONS[name] === undefined
            ? [`${name} never succeeded for ${caller}, who may call it.`]
            : [];
        return succeeded === undefined
          ? []
          : [`${name} was answered ${succeeded} to ${caller}, who may not call it.`];
      }),
    );
  }
}
