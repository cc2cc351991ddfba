/** A pool of worker processes that carry out runs. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Report, Task } from './worker.ts';

export class Workers {
  readonly #workers: ChildProcess[];
  readonly #idle: ChildProcess[] = [];
  readonly #waiting: ((worker: ChildProcess) => void)[] = [];

  private constructor(workers: ChildProcess[]) {
    this.#workers = workers;
    this.#idle.push(...workers);
  }

  /** Starts one process for each core, but at most `runs`. */
  static async start(runs = Number.POSITIVE_INFINITY): Promise<Workers> {
    const file = path.join(import.meta.dirname, 'worker.ts');
    const length = Math.min(runs, availableParallelism());
    const workers = Array.from({ length }, () => fork(file));
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    return new Workers(workers);
  }

  get size(): number {
    return this.#workers.length;
  }

  /** Runs a task on the next idle worker. @throws on an error of the simulation itself. */
  async carryOut(task: Task): Promise<Report> {
    const worker =
      this.#idle.pop() ?? (await new Promise<ChildProcess>((resolve) => this.#waiting.push(resolve)));
    worker.send(task);
    const [answer] = (await once(worker, 'message')) as [{ report: Report } | { error: string }];
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next(worker);
    if ('error' in answer) throw new Error(answer.error);
    return answer.report;
  }

  stop(): void {
    for (const worker of this.#workers) worker.disconnect();
  }
}
