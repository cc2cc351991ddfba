/** Which names a mail repeats. Anybody may book for any address, so a name that leads somewhere would be an advertisement. */
import { expect, test } from '@jest/globals';
import { greetable } from '../../functions/mail/repeated-name.ts';

test.each([
  'Claim your prize at jeet.com',
  'Claim your prize at जीत.भारत',
  'जीत.भारतम्',
  'prize.ভারত',
  'prize.ਭਾਰਤ',
  'prize.ભારત',
  'prize.இந்தியா',
  'prize.భారత్',
  'prize.ಭಾರತ',
  'prize.ഭാരതം',
  'සිංහල.ලංකා',
  'prize.கொம்',
  'prize.คอม',
  'prize.ไทย',
  'prize.ລາວ',
  'prize.ကမ်',
  'पुरस्कार.कॉम',
  'ਇਨਾਮ.ਕੌਮ',
  'فوز.مصر',
  'פרס.קום',
  'приз.рф',
  'պարգև.հայ',
  'μποξ.ελ',
  '奖.中国',
  '賞品。コム',
  'prize。com',
  'prize．com',
  'prize｡com',
  'prize․com',
  'prize﹒com',
  'prize.co\u0301m',
  'prize.\u0301com',
  'pri\u00adze.\u200dcom',
  'prize\ufff9.\ufffbcom',
  'prize.\u{E000}com',
  'नमस्ते.\u200cभारत',
  '💰.ws',
  'prize.xn--h2brj9c',
  'eve@evil.example',
  'evil.example/prize',
  'www evil example',
])('%j is not repeated: it may lead somewhere', (name) => {
  expect(greetable(name)).toBeUndefined();
});

test.each([
  'Ada Lovelace',
  'J. R. R. Tolkien',
  'J.R.R. Tolkien',
  'St. John',
  'Dr. जीत कुमार',
  'जीत कुमार',
  'ර. ප්‍රේමදාස',
  'ไทย ดี',
  'モーニング娘。',
  "O'Neill-Šmíd, Jr.",
  'Ada (Org.)',
])('%j is repeated as it is', (name) => {
  expect(greetable(name)).toBe(name);
});
