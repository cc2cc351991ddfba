/** The settings of `npm start`: defaults, accepted values, and faults. */
import { expect, test } from '@jest/globals';
import { readAdminAccount } from '../../bin/create-admin/account.ts';
import { readSettings } from '../../bin/local/settings.ts';

const ADMIN = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'correct horse battery' };

test('without variables the service listens on 3000, stores its data in .boxoffice and generates its admin', () => {
  expect(readSettings({})).toEqual({
    port: 3000,
    dataDirectory: '.boxoffice',
    name: 'boxoffice',
    admin: undefined,
  });
});

test('every variable is used as given', () => {
  const env = {
    ...ADMIN,
    PORT: '0',
    DATA_DIR: '',
    TABLE_NAME: 'tickets',
    RATE_LIMITS: 'off',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    AWS_ENDPOINT_URL_SQS: 'https://sqs.example.com',
  };
  const admin = { name: 'Admin', email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD };
  expect(readSettings(env)).toEqual({ port: 0, dataDirectory: undefined, name: 'tickets', admin });
});

test.each<[Record<string, string>, RegExp]>([
  [{ PORT: 'abc' }, /^PORT=abc is not a port\. Set it to a whole number/],
  [{ PORT: '70000' }, /^PORT=70000 is not a port/],
  [{ PORT: '65536' }, /^PORT=65536 is not a port/],
  [{ PORT: '' }, /^PORT= is not a port/],
  [{ PORT: '-1' }, /^PORT=-1 is not a port/],
  [{ PORT: '80.5' }, /^PORT=80.5 is not a port/],
  [{ PORT: '0x50' }, /^PORT=0x50 is not a port/],
  [{ PORT: ' 80' }, /^PORT= 80 is not a port/],
  [{ PORT: '1e3' }, /^PORT=1e3 is not a port/],
  [{ TABLE_NAME: 'a.b' }, /^TABLE_NAME=a\.b cannot name a table and queues\. Set it to/],
  [{ TABLE_NAME: '' }, /^TABLE_NAME= cannot name/],
  [{ RATE_LIMITS: 'false' }, /^RATE_LIMITS=false is neither on nor off\. Set it to one of the two/],
  [{ RATE_LIMITS: 'OFF' }, /^RATE_LIMITS=OFF is neither on nor off/],
  [{ RATE_LIMITS: '' }, /^RATE_LIMITS= is neither on nor off/],
  [{ AWS_ENDPOINT_URL_SQS: 'localhost:9324' }, /^AWS_ENDPOINT_URL_SQS=localhost:9324 is not an HTTP URL/],
  [{ AWS_ENDPOINT_URL_DYNAMODB: '8000' }, /^AWS_ENDPOINT_URL_DYNAMODB=8000 is not an HTTP URL\. Set it/],
  [{ AWS_ENDPOINT_URL_DYNAMODB: '' }, /^AWS_ENDPOINT_URL_DYNAMODB= is not an HTTP URL/],
  [{ ADMIN_EMAIL: 'ada@example.com' }, /^Set both .*, or neither: ADMIN_PASSWORD is not set\.$/],
  [{ ADMIN_PASSWORD: 'correct horse battery' }, /^Set both .*, or neither: ADMIN_EMAIL is not set\.$/],
  [
    { ...ADMIN, ADMIN_EMAIL: 'ada' },
    /^Change ADMIN_EMAIL, which is not valid for registration: must be an address/,
  ],
  [{ ...ADMIN, ADMIN_EMAIL: ' ada@example.com ' }, /^Change ADMIN_EMAIL, which/],
  [
    { ...ADMIN, ADMIN_PASSWORD: 'short' },
    /^Change ADMIN_PASSWORD, which is not valid for registration: Too small/,
  ],
])('%j is rejected with a sentence that says what to do', (env, sentence) => {
  expect(() => readSettings(env)).toThrow(sentence);
});

test('all faults are reported at once', () => {
  const env = { PORT: 'abc', RATE_LIMITS: 'no', ADMIN_EMAIL: 'ada', ADMIN_PASSWORD: 'short' };
  const lines = /^PORT=abc .*\nChange ADMIN_EMAIL, .*\nChange ADMIN_PASSWORD, .*\nRATE_LIMITS=no .*$/;
  expect(() => readSettings(env)).toThrow(lines);
});

test('a rejected password is not in the message', () => {
  const env = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'a secret' };
  expect(() => readAdminAccount(env)).toThrow(expect.not.objectContaining({ message: /a secret/ }));
});
