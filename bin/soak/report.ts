/** The printed texts of a soak: a progress line, the summary and the violations. */
import { execFileSync } from 'node:child_process';
import type { SoakOptions } from './options.ts';
import type { EventViolation, Tally } from './rounds.ts';
import type { Stage } from './tested-service.ts';

const INTERVAL_MS = { terminal: 500, plain: 5_000 };
const VIOLATIONS_SHOWN = 10;

/** @returns the short commit id, with `+` if files are changed; `unknown` outside a repository. */
export function describeCommit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}

/** Prints the figures at an interval. @returns a function that stops this after a last line. */
export function showProgress(tally: Tally): () => void {
  const began = performance.now();
  const isTerminal = process.stdout.isTTY === true;
  const show = () => {
    const minutes = ((performance.now() - began) / 60_000).toFixed(1).padStart(5);
    const text = `${minutes} min  ${figures(tally)}`;
    if (isTerminal) process.stdout.write(`\r\x1b[K${text}`);
    else console.log(text);
  };
  const timer = setInterval(show, isTerminal ? INTERVAL_MS.terminal : INTERVAL_MS.plain);
  return () => {
    clearInterval(timer);
    show();
    if (isTerminal) process.stdout.write('\n');
  };
}

function figures({ kills, requests, acknowledged, lost, unknown, events, violations }: Tally): string {
  return [
    `${kills} kills`,
    `${requests} requests`,
    `${acknowledged} acknowledged`,
    `${lost} answers lost`,
    `${unknown} given up`,
    `${events} events judged`,
    `${violations.length} violations`,
  ].join('  ');
}

export function summary(tally: Tally, { seed }: SoakOptions, commit: string): string {
  const { kills, wishes, acknowledgedWishes, violations } = tally;
  const lost = violations.filter(({ guarantee }) => guarantee === 'Durable').length;
  return `
Killed      ${kills} times in ${tally.rounds} rounds of ${tally.events} events, seed ${seed}, commit ${commit}
Asked       ${tally.requests} requests: ${tally.acknowledged} acknowledged, ${tally.lost} answers lost, ${tally.unknown} given up
Bookings    ${wishes} requested, ${acknowledgedWishes} acknowledged; acknowledged effects lost: ${lost}
Violations  ${violations.length}`;
}

/** Describes each violation with the client's record and the stored booking, and how to inspect the data. */
export function describeViolations(
  violations: EventViolation[],
  { directory, variables }: Pick<Stage, 'directory' | 'variables'>,
): string {
  const shown = violations
    .slice(0, VIOLATIONS_SHOWN)
    .map(({ guarantee, says, eventId, kind, request, stored }) =>
      [
        `${guarantee}: ${says}`,
        `  event    ${eventId} (${kind})`,
        ...(request ? [`  record   ${JSON.stringify(request)}`] : []),
        ...(stored ? [`  stored   ${JSON.stringify(stored)}`] : []),
      ].join('\n'),
    );
  const more = violations.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`and ${more} more, in ${directory}/violations.json`] : []),
    '',
    `The data are kept in ${directory}/data, the errors that the service printed in ${directory}/service.log.`,
    `To inspect the data, run: ${Object.entries(variables)
      .map((entry) => entry.join('='))
      .join(' ')} npm start`,
    `Then log in as the printed admin and GET /v1/events/${violations[0]?.eventId}/bookings and …/audit.`,
  ].join('\n');
}
