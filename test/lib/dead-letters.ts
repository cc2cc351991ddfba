/** What a function could not handle is kept in a dead-letter queue with an alarm, whatever calls the function. */
import { expect, test } from '@jest/globals';
import { pairsAllowedBy, statementsIn, synthesize } from '../kit/stack-template.ts';

type Resource = { Type: string; Properties: Record<string, unknown> };
type Resources = Record<string, Resource>;

const withMail: Resources = synthesize({ mail: { from: 'tickets@example.com' } }).toJSON()['Resources'];

const of = (resources: Resources, type: string) =>
  Object.values(resources).filter(({ Type }) => Type === `AWS::${type}`);

/** @returns the id of the resource whose ARN or name a value of the template is. */
const idIn = (value: unknown): string =>
  /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(JSON.stringify(value ?? null))?.[1] ?? '';

/** @returns the function and the dead-letter queue of each source that Lambda or a service calls a function for; the schedule is none. */
function callersIn(resources: Resources): { called: string; deadLetters: string }[] {
  const ofMappings = of(resources, 'Lambda::EventSourceMapping').map(({ Properties }) => {
    const { FunctionName, EventSourceArn, DestinationConfig } = Properties as {
      FunctionName: unknown;
      EventSourceArn: unknown;
      DestinationConfig?: { OnFailure: { Destination: unknown } };
    };
    const { RedrivePolicy } = (resources[idIn(EventSourceArn)]?.Properties ?? {}) as {
      RedrivePolicy?: { deadLetterTargetArn: unknown };
    };
    const letters = DestinationConfig?.OnFailure.Destination ?? RedrivePolicy?.deadLetterTargetArn;
    return { called: idIn(FunctionName), deadLetters: idIn(letters) };
  });
  const ofTopics = of(resources, 'SNS::Subscription').map(({ Properties: { Endpoint } }) => {
    const { DeadLetterConfig } = (resources[idIn(Endpoint)]?.Properties ?? {}) as {
      DeadLetterConfig?: { TargetArn: unknown };
    };
    return { called: idIn(Endpoint), deadLetters: idIn(DeadLetterConfig?.TargetArn) };
  });
  return [...ofMappings, ...ofTopics];
}

/** @returns the functions whose failures are lost, or are kept and nobody is told. */
function unkeptIn(resources: Resources): string[] {
  const watched = of(resources, 'CloudWatch::Alarm')
    .filter(({ Properties }) => Properties['MetricName'] === 'ApproximateNumberOfMessagesVisible')
    .map(({ Properties }) => idIn(Properties['Dimensions']));
  return callersIn(resources)
    .filter(({ deadLetters }) => deadLetters === '' || !watched.includes(deadLetters))
    .map(({ called }) => called);
}

/** @returns a copy in which one resource of a type whose id begins so is changed. */
function changed(type: string, id: string, change: (properties: Record<string, unknown>) => void): Resources {
  const copy = structuredClone(withMail);
  const found = Object.entries(copy).filter(
    ([one, { Type }]) => Type === `AWS::${type}` && one.startsWith(id),
  );
  expect(found).toHaveLength(1);
  for (const [, { Properties }] of found) change(Properties);
  return copy;
}

test('each function that a queue, a stream or a topic calls has a dead-letter queue with an alarm', () => {
  expect(callersIn(withMail)).toHaveLength(4);
  expect(unkeptIn(withMail)).toEqual([]);
});

test('a negative control: a function without its dead-letter queue, and a queue without its alarm, are found', () => {
  const taker = [expect.stringMatching(/^noticestakemailfeedback/)];
  const without = changed('Lambda::Function', 'noticestakemailfeedback', (properties) => {
    delete properties['DeadLetterConfig'];
  });
  expect(unkeptIn(without)).toEqual(taker);
  const silent = changed('CloudWatch::Alarm', 'noticesfeedbackdeadletteralarm', (properties) => {
    properties['MetricName'] = 'NumberOfMessagesSent';
  });
  expect(unkeptIn(silent)).toEqual(taker);
  const lost = changed('Lambda::EventSourceMapping', 'webhooksstream', (properties) => {
    delete properties['DestinationConfig'];
  });
  expect(unkeptIn(lost)).toEqual([expect.stringMatching(/^webhookssendwebhooks/)]);
});

test('a function may send its own dead letters, and to no other queue', () => {
  for (const { called, deadLetters } of callersIn(withMail)) {
    const role = withMail[idIn(withMail[called]?.Properties['Role'])];
    const sent = pairsAllowedBy(statementsIn(role)).filter((pair) => pair.startsWith('sqs:SendMessage '));
    const isOfQueue = withMail[deadLetters]?.Properties['FifoQueue'] === true;
    // SQS itself moves what the clerk could not handle, and the clerk sends messages to itself.
    expect(sent.map((pair) => idIn(JSON.parse(pair.slice('sqs:SendMessage '.length))))).toEqual([
      isOfQueue ? expect.stringMatching(/^promotionsqueue/) : deadLetters,
    ]);
  }
});

test('reports of bounces are kept for fourteen days, encrypted', () => {
  const [letters, ...others] = of(withMail, 'SNS::Subscription').map(
    ({ Properties: { Endpoint } }) =>
      callersIn(withMail).find(({ called }) => called === idIn(Endpoint))?.deadLetters ?? '',
  );
  expect(others).toEqual([]);
  expect(withMail[letters ?? '']?.Properties).toMatchObject({
    MessageRetentionPeriod: 14 * 24 * 60 * 60,
    SqsManagedSseEnabled: true,
  });
});
