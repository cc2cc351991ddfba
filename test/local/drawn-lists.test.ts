/** Which documents with the list one machine keeps, for how long, and when it does without. */
import { expect, test } from '@jest/globals';
import { DrawnLists } from '../../bin/local/drawn-lists.ts';

const ANSWER = { statusCode: 200, headers: { 'cache-control': 's-maxage=2, stale-while-revalidate=30' } };

function lists() {
  const clock = { now: 0 };
  const made = new DrawnLists(
    (text) => text,
    () => clock.now,
  );
  return { made, clock };
}

test('a document is kept for each locale as long as it says, and those who ask at once share it', async () => {
  const { made, clock } = lists();
  const asked: string[] = [];
  const read = async (locale: string) => {
    asked.push(locale);
    return { ...ANSWER, body: `${locale} ${asked.length}` };
  };
  const both = await Promise.all([made.get('en', read), made.get('en', read)]);
  expect(both).toEqual(['en 1', 'en 1']);
  expect(await made.get('de', read)).toBe('de 2');
  clock.now = 1_999;
  expect(await made.get('en', read)).toBe('en 1');
  clock.now = 2_000;
  expect(await made.get('en', read)).toBe('en 3');
  expect(asked).toEqual(['en', 'de', 'en']);
});

test('an answer that may not be kept is sent once', async () => {
  const { made } = lists();
  let asked = 0;
  const read = async () => {
    asked += 1;
    return { statusCode: 200, headers: { 'cache-control': 'no-cache' }, body: String(asked) };
  };
  expect([await made.get('en', read), await made.get('en', read)]).toEqual(['1', '2']);
});

test('there is none if the function fails, and the next request asks again', async () => {
  const { made } = lists();
  expect(await made.get('en', async () => ({ statusCode: 503, body: '{}' }))).toBeUndefined();
  expect(await made.get('en', async () => ({ ...ANSWER, body: 'drawn' }))).toBe('drawn');
});
