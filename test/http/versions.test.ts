/** Tags with a version: how they are made, and which versions an `If-Match` names. */
import { expect, test } from '@jest/globals';
import { expectedVersions, versionTag } from '../../functions/http/versions.ts';

test('a tag has the version, and a digest of what the answer shows', () => {
  expect(versionTag(7)).toBe('W/"7"');
  expect(versionTag(7, { a: 1 })).toMatch(/^W\/"7\.[\w-]{43}"$/);
  expect(versionTag(7, { a: 1 })).not.toBe(versionTag(7, { a: 2 }));
  expect(versionTag(7, { a: 1 })).toBe(versionTag(7, { a: 1 }));
});

test.each<[string | undefined, number[] | undefined]>([
  [undefined, undefined],
  ['*', undefined],
  [' * ', undefined],
  [versionTag(0), [0]],
  [versionTag(12, {}), [12]],
  ['"12.abc"', [12]],
  ['W/"1", "2.x" ,W/"3"', [1, 2, 3]],
  ['"of another service", "4"', [4]],
  ['"a1"', []],
  ['"1a"', []],
  ['"1.a b"', []],
  ['""', []],
  ['"1234567890"', []],
])('the If-Match %j names the versions %j', (header, versions) => {
  expect(expectedVersions(header)).toEqual(versions);
});

test.each(['', '1', '"1', '1"', 'W"1"', '"1" "2"', '"1",', ', "1"', '*, "1"', "'1'"])(
  'the If-Match %j is refused',
  (header) => {
    expect(() => expectedVersions(header)).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        extras: { errors: [{ pointer: 'If-Match', detail: expect.stringMatching(/\w/) }] },
      }),
    );
  },
);
