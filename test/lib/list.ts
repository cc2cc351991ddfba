/** The answer to `/` with the list of events: who draws it, for whom it is kept, and what comes where it cannot be drawn. */
import { expect, test } from '@jest/globals';
import { listLocale } from '../../bin/local/list-locale.ts';
import { LIST_LOCALES } from '../../web/serving.ts';
import {
  apiOrigin,
  behaviorOf,
  cachePolicyOf,
  config,
  fileOrigin,
  functionWith,
  policyOf,
} from '../kit/distribution.ts';
import { routes } from '../kit/stack-template.ts';

const askForList = functionWith('UNDRAWN');

test('the answer to / has the list in the language of the visitor, and is kept for those who get the same', () => {
  const asked = (acceptLanguage?: string, querystring: Record<string, { value: string }> = {}) => {
    const headers = acceptLanguage === undefined ? {} : { 'accept-language': { value: acceptLanguage } };
    const { uri, querystring: query } = askForList({
      request: { method: 'GET', uri: '/', headers, querystring },
    });
    return { uri, query: { ...query } };
  };
  const languages = [
    'de-AT,de;q=0.9,en;q=0.8',
    'en-US,en;q=0.5',
    'fr, DE-ch;q=0.7',
    'en-SG',
    'deu,ja',
    '',
    '*',
    'x'.repeat(9_000),
  ];
  for (const language of [undefined, ...languages]) {
    const locale = listLocale('', language);
    expect(LIST_LOCALES).toContain(locale);
    expect([language, asked(language)]).toEqual([
      language,
      { uri: '/index.html', query: { locale: { value: locale } } },
    ]);
  }
  expect(languages.map((language) => listLocale('', language))).toEqual([
    'de-AT',
    'en-US',
    'de-CH',
    'en',
    'en',
    'en',
    'en',
    'en',
  ]);
  for (const name of ['q', 'when', 'language']) {
    expect(asked('de', { [name]: { value: 'x' } })).toEqual({ uri: '/index.html', query: {} });
    expect(listLocale(`${name}=x`, 'de')).toBeUndefined();
  }
  // What others add to links changes nothing, and nobody chooses the locale of the list but by the header.
  expect(asked('de', { utm_source: { value: 'x' }, locale: { value: 'zz' } }).query).toEqual({
    locale: { value: 'de' },
  });
  expect(listLocale('utm_source=x&locale=zz', 'de')).toBe('de');

  const kept = cachePolicyOf(behaviorOf('/'));
  expect(behaviorOf('/')).toMatchObject({ PathPattern: '/', Compress: true });
  expect(behaviorOf('/')).not.toHaveProperty('OriginRequestPolicyId');
  expect(behaviorOf('/')).not.toHaveProperty('AllowedMethods');
  const headers = policyOf(behaviorOf('/'));
  expect(headers).toEqual({ ...policyOf(behaviorOf('/my-bookings')), 'cache-control': 'no-cache' });
  expect(headers['content-security-policy']).toContain("script-src 'self'");
  // The answer says for how long, and one for a visitor with a session does not exist.
  expect(kept).toMatchObject({ MinTTL: 0, DefaultTTL: 0 });
  expect(kept.ParametersInCacheKeyAndForwardedToOrigin).toMatchObject({
    CookiesConfig: { CookieBehavior: 'none' },
    HeadersConfig: { HeaderBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['locale'] },
  });
});

test('where the list cannot be drawn, the answer to / is the index from the bucket', () => {
  const { Items: groups } = config.OriginGroups;
  expect(groups).toHaveLength(1);
  const [{ Id, FailoverCriteria, Members }] = groups;
  expect(behaviorOf('/').TargetOriginId).toBe(Id);
  expect(FailoverCriteria.StatusCodes.Items).toEqual(expect.arrayContaining([404, 500, 502, 503, 504]));
  const [drawn, plain] = Members.Items.map(({ OriginId }: { OriginId: string }) =>
    config.Origins.find((origin: { Id: string }) => origin.Id === OriginId),
  );
  expect({ ...drawn, Id: '' }).toEqual({ ...apiOrigin, Id: '' });
  expect({ ...plain, Id: '' }).toEqual({ ...fileOrigin, Id: '' });
  expect(routes.find(([name]) => name === 'read-index')?.[1]).toMatchObject({
    method: 'GET',
    path: '/index.html',
  });
});
