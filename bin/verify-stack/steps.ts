/** Takes the steps of a walk, prints a line for each, and counts those that were not answered as the contract says. */
import type { ApiAnswer } from '../local/api-client.ts';

export class Steps {
  passed = 0;
  readonly failures: string[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** @returns what the step gives. @throws what the step throws, after it was counted. */
  async take<Given>(name: string, run: () => Promise<Given>): Promise<Given> {
    const started = performance.now();
    try {
      const given = await run();
      this.passed += 1;
      this.#say(`  ok      ${name}  ${Math.round(performance.now() - started)} ms`);
      return given;
    } catch (error) {
      const { message } = error as Error;
      this.failures.push(`${name}: ${message}`);
      this.#say(`  FAILED  ${name}: ${message}`);
      throw error;
    }
  }

  /** Takes steps that build on each other: after one that failed, the rest of them is left out. */
  async scene(name: string, run: () => Promise<void>): Promise<void> {
    this.#say(`\n${name}`);
    const before = this.failures.length;
    try {
      await run();
    } catch (error) {
      if (this.failures.length > before) return;
      this.failures.push(`${name}: ${(error as Error).message}`);
      this.#say(`  FAILED  ${(error as Error).message}`);
    }
  }
}

/** @returns the body of an answer with this status. @throws Error with the answer if it has another one. */
export function answered<Reply extends { status: number; body: unknown }, Status extends Reply['status']>(
  reply: Reply,
  status: Status,
): Extract<Reply, { status: Status }>['body'] {
  if (reply.status === status) return reply.body as Extract<Reply, { status: Status }>['body'];
  throw new Error(`expected ${status}, got ${reply.status}: ${excerpt(reply.body)}`);
}

/** @throws Error with the answer if it is not the problem with this status and code. */
export function refused(
  { status, body }: Pick<ApiAnswer, 'status' | 'body'>,
  expected: number,
  code: string,
): void {
  if (status === expected && body?.code === code) return;
  throw new Error(`expected ${expected} ${code}, got ${status}: ${excerpt(body)}`);
}

/** @throws Error that names `what` if it is false. */
export function holds(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`not so: ${what}`);
}

const EXCERPT_CHARACTERS = 300;

function excerpt(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.slice(0, EXCERPT_CHARACTERS);
}
