import { expect, test } from '@jest/globals';
import { foldText } from '../../functions/domain/fold-text.ts';

test.each<[string, ...string[]]>([
  ['ZOFIE', 'Žofie', 'ŽOFIE', 'z\u030cofie'],
  ['STRASSE', 'Straße', 'strasse', 'STRAẞE'],
  ['LODZ', 'Łódź', 'ŁÓDŹ', 'lodz'],
  ['ISTANBUL', 'İstanbul', 'ISTANBUL', 'ıstanbul', 'istanbul'],
  ['ORSTED', 'Ørsted'],
  ['ADA', 'Ａda', 'ada\u200d'],
  ['ΟΔΟΣ', 'οδός', 'οδοσ', 'ΟΔΌΣ'],
  ['ЕЛКА', 'Ёлка'],
  ['قران', 'قُرآن'],
])('%s is found whatever its case and accents', (folded, ...spellings) => {
  expect(spellings.map(foldText)).toEqual(spellings.map(() => folded));
});

test('the vowels of a script stay, since with others a word is another word', () => {
  expect(foldText('कि')).not.toBe(foldText('का'));
});
