/** Problems of the API in the words of the visitor. */
import type { components } from '../../.generated/api';
import type { Texts } from '../texts/en.ts';

/** What the page reads of a problem (RFC 9457). `fields`: texts by the JSON pointers of what is not valid. */
export type Problem = {
  code: string;
  status: number;
  detail?: string | undefined;
  fields: Record<string, string>;
  /** When to try again; undefined if the service did not say. */
  retryAfterSeconds?: number | undefined;
  challenge?: components['schemas']['ChallengeRequiredProblem']['challenge'] | undefined;
};

/** What the client of the API makes of an answer. */
export type Answered<Data> = { data?: Data; error?: unknown; response: Response };

/** There was no answer. */
export const UNANSWERED: Problem = { code: 'offline', status: 0, fields: {} };

/** @returns what the answer says is wrong, or that there is none. A body that is no problem becomes `unknown`. */
export function problemOf(answer: Answered<unknown> | undefined): Problem {
  if (answer === undefined) return UNANSWERED;
  const { error, response } = answer;
  const body = (typeof error === 'object' && error !== null ? error : {}) as Partial<Problem> & {
    errors?: { pointer: string; detail: string }[];
  };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    code: body.code ?? 'unknown',
    status: response.status,
    detail: body.detail,
    fields: Object.fromEntries((body.errors ?? []).map(({ pointer, detail }) => [pointer, detail])),
    ...(Number.isFinite(seconds) && { retryAfterSeconds: Math.max(1, seconds) }),
    challenge: body.challenge,
  };
}

/** Whether the service did not say what became of the request. */
export const isUnanswered = ({ status, code }: Problem): boolean => code === 'offline' || status >= 500;

const LASTS_LONG = ['too-many-announcements', 'too-many-links'];

/** Whether the same request may get another answer soon: a limit of a day is too long to wait for. */
export const mayPass = (problem: Problem): boolean =>
  isUnanswered(problem) || (problem.status === 429 && !LASTS_LONG.includes(problem.code));

/** @returns a sentence on what happened and what to do. */
export function sayProblem(problem: Problem, texts: Texts): string {
  const { code, status, detail, retryAfterSeconds = 5 } = problem;
  if (code === 'offline') return texts.problems.offline;
  if (status === 503) return texts.problems.busy(retryAfterSeconds);
  if (status === 429 && mayPass(problem)) return texts.problems.tooMany(retryAfterSeconds);
  return texts.problems.codes[code] ?? detail ?? texts.problems.unknown;
}
