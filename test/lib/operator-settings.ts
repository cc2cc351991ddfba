/** What the operator states as context reaches the functions that need it, and no other. */
import { expect, test } from '@jest/globals';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
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

test('the functions with a rate limit, and no others, know the secret of the distribution, and the template does not', () => {
  const made = Object.values(
    synthesize({ distributionSecret: 'edge' }).findResources('AWS::Lambda::Function'),
  );
  const set = made.filter(
    ({ Properties }) => Properties.Environment?.Variables.DISTRIBUTION_SECRET !== undefined,
  );
  const variables = set.map(({ Properties }) => Properties.Environment.Variables.DISTRIBUTION_SECRET);
  expect(new Set(variables)).toEqual(new Set(['{{resolve:secretsmanager:edge:SecretString:::}}']));
  const limited = Object.values<Route>(ROUTES).filter(({ limits }) => limits !== undefined);
  expect(set.map(({ Properties }) => Properties.Description).sort()).toEqual(
    limited.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  expect(JSON.stringify(functions)).not.toContain('DISTRIBUTION_SECRET');
});

test('the function that registers, and no other, registers by mail where the operator wants it', () => {
  const made = Object.values(synthesize({ byMail: true }).findResources('AWS::Lambda::Function'));
  const set = made.filter(({ Properties }) => Properties.Environment?.Variables.REGISTRATION === 'by-mail');
  expect(set.map(({ Properties }) => Properties.Description)).toEqual(['POST /v1/auth/register']);
  expect(JSON.stringify(functions)).not.toContain('REGISTRATION');
});
