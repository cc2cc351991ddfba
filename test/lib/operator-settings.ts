/** What the operator states as context reaches the functions that need it, and no other. */
import { expect, test } from '@jest/globals';
import { functions, synthesize } from '../kit/stack-template.ts';

test('the function that books, and no other, has the chosen challenge, and the template no secret', () => {
  const challenge = { provider: 'turnstile', siteKey: 'site', secretName: 'turnstile-key' };
  const made = Object.values(synthesize({ challenge }).findResources('AWS::Lambda::Function'));
  const set = made.filter(({ Properties }) => Properties.Environment?.Variables.CHALLENGE !== undefined);
  expect(set.map(({ Properties }) => Properties.Environment.Variables)).toMatchObject([
    {
      CHALLENGE: 'turnstile',
      CHALLENGE_SITE_KEY: 'site',
      CHALLENGE_SECRET: '{{resolve:secretsmanager:turnstile-key:SecretString:::}}',
    },
  ]);
  expect(set.map(({ Properties }) => Properties.Description)).toEqual(['POST /v1/events/{eventId}/bookings']);
  expect(JSON.stringify(functions)).not.toContain('CHALLENGE');
});

test('the function that registers, and no other, registers by mail where the operator wants it', () => {
  const made = Object.values(synthesize({ byMail: true }).findResources('AWS::Lambda::Function'));
  const set = made.filter(({ Properties }) => Properties.Environment?.Variables.REGISTRATION === 'by-mail');
  expect(set.map(({ Properties }) => Properties.Description)).toEqual(['POST /v1/auth/register']);
  expect(JSON.stringify(functions)).not.toContain('REGISTRATION');
});

test('the sweep, and no other function, has the days after which the operator has persons erased', () => {
  const made = Object.values(synthesize({ eraseAfterDays: '30' }).findResources('AWS::Lambda::Function'));
  const set = made.filter(({ Properties }) => Properties.Environment?.Variables.ERASE_AFTER_DAYS === '30');
  expect(set.map(({ Properties }) => Properties.Description)).toEqual([
    'Finds pending work that no message announced',
  ]);
  expect(JSON.stringify(functions)).not.toContain('ERASE_AFTER_DAYS');
  const withMail = synthesize({ eraseAfterDays: '30', mail: { from: 'tickets@example.com' } });
  withMail.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { ERASE_AFTER_DAYS: '30', CUSTOMER_MAIL: 'on' } },
  });
});
