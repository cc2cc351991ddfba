/** The family of a client, by its `User-Agent`. */
import { expect, test } from '@jest/globals';
import { clientOf } from '../../../functions/domain/model/client.ts';

const WEBKIT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox'],
  [`${WEBKIT} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`, 'firefox'],
  [`${WEBKIT} Chrome/140.0.0.0 Safari/537.36`, 'chrome'],
  [`${WEBKIT} CriOS/140.0 Mobile/15E148 Safari/604.1`, 'chrome'],
  [`${WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0`, 'edge'],
  [`${WEBKIT} Chrome/140.0.0.0 Safari/537.36 OPR/120.0`, 'opera'],
  [`${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`, 'samsung'],
  [`${WEBKIT} Version/18.5 Mobile/15E148 Safari/604.1`, 'safari'],
  ['curl/8.9.1', 'other'],
  [`${'a'.repeat(491)} Version/1.0 Safari/`, 'safari'],
  [`${'a'.repeat(493)} Version/1.0 Safari/`, 'other'],
  [' ', undefined],
  [undefined, undefined],
])('%s is %s', (userAgent, client) => {
  expect(clientOf(userAgent)).toBe(client);
});
