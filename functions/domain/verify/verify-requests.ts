/**
 * Verifies an event by what its clients asked and were told: the checks that need the records of all requests,
 * and their findings in the form of an audit.
 */
import { answerViolations } from './check-answers.ts';
import { lostEffects } from './check-durable.ts';
import { unrequestedEffects } from './check-requested.ts';
import { type Finding, finding, type GuaranteeName, Offenders, type Violation } from './finding.ts';
import {
  type Asked,
  isDone,
  makesBooking,
  outcomeOf,
  type RequestRecord,
  toldToWaitAt,
} from './request-record.ts';
import type { EventSnapshot } from './snapshot.ts';

/** `snapshot`: the settled event, after the last answer. `requests`: all requests about the event, by sending. */
export function requestViolations(requests: RequestRecord[], snapshot: EventSnapshot): Violation[] {
  return [
    ...requests.flatMap((request) => answerViolations(request, snapshot)),
    ...lostEffects(requests, snapshot),
    ...unrequestedEffects(requests, snapshot, true),
  ];
}

/** @returns a finding for each guarantee that requests can show, from the violations of all of them. */
export function requestFindings(requests: RequestRecord[], violations: Violation[]): Finding[] {
  const sendings = requests.flatMap((request) => request.sendings);
  const acknowledged = requests.filter((request) => outcomeOf(request) === 'acknowledged');
  const count = (what: Asked['what']) => acknowledged.filter(({ asked }) => asked.what === what).length;
  const repeated = requests.filter((request) => request.sendings.filter(isDone).length > 1).length;
  const busy = sendings.filter(({ answer }) => answer?.status === 503).length;
  const others = requests.filter(({ asked }) => asked.what === 'meddle').length;
  const evidence: [GuaranteeName, string][] = [
    [
      'Durable',
      `${acknowledged.filter(makesBooking).length} bookings and ${count('cancel')} cancellations acknowledged, all stored`,
    ],
    ['OneEffect', `${requests.length} requests explain every booking, ${repeated} were answered twice alike`],
    [
      'HonestAnswer',
      `${sendings.length} answers as the API promises them, ${busy} of them 503 with Retry-After`,
    ],
    ['Mine', `${others} requests for another customer's booking answered 404`],
  ];
  return evidence.map(([guarantee, sound]) => findingOf(guarantee, violations, sound));
}

/** @returns the finding about one guarantee; `sound` is its evidence if none of the violations breaks it. */
export function findingOf(guarantee: GuaranteeName, violations: Violation[], sound: string): Finding {
  const broken = violations.filter((violation) => violation.guarantee === guarantee);
  const offenders = new Offenders();
  for (const { bookingId } of broken) if (bookingId !== undefined) offenders.add(bookingId);
  const [first] = broken;
  const evidence = first === undefined ? sound : `${broken.length} violations, the first: ${first.says}`;
  return finding(guarantee, first === undefined, evidence, offenders);
}

/** @returns when (ms) each booking's customer was told that it waits, for the audit of the order. */
export function toldAtIn(requests: RequestRecord[]): (bookingId: string) => number | undefined {
  const told = new Map(
    requests.filter(makesBooking).map((request) => [request.bookingId, toldToWaitAt(request)]),
  );
  return (bookingId) => told.get(bookingId);
}
