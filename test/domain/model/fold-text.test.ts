/** Folding of texts for the search: case and accents. */
import { expect, test } from '@jest/globals';
import { foldText } from '../../../functions/domain/model/fold-text.ts';

test.each<[string, ...string[]]>([
  ['ZOFIE', 'Žofie', 'ŽOFIE', 'z\u030cofie'],
  ['STRASSE', 'Straße', 'strasse', 'STRAẞE'],
  ['LODZ', 'Łódź', 'ŁÓDŹ', 'lodz'],
  ['ISTANBUL', 'İstanbul', 'ISTANBUL', 'ıstanbul', 'istanbul'],
  ['ORSTED', 'Ørsted'],
  ['AEROE OEUVRE THOR', 'Æroe Œuvre Þor', 'ærOe œuvre þor'],
  ['OBRIEN', 'O’Brien', "O'Brien", 'OʼBrien', 'O`Brien'],
  ['ADA', 'Ａda', 'ada\u200d'],
  ['ΟΔΟΣ', 'οδός', 'οδοσ', 'ΟΔΌΣ'],
  ['ЕЛКА', 'Ёлка'],
  ['قران', 'قُرآن'],
])('%s is the folded form of every case and accent', (folded, ...spellings) => {
  expect(spellings.map(foldText)).toEqual(spellings.map(() => folded));
});

test('vowel signs that distinguish words are kept', () => {
  expect(foldText('कि')).not.toBe(foldText('का'));
});
