/** Folds text for search, so that case, accents, apostrophes and compatibility forms of letters are ignored. */

/** Letters that NFKD does not decompose: those with a stroke, ligatures and thorn. */
const SPELT: Record<string, string> = {
  Ø: 'O',
  Ł: 'L',
  Đ: 'D',
  Ħ: 'H',
  Ŧ: 'T',
  Æ: 'AE',
  Œ: 'OE',
  Þ: 'TH',
};

/** Typewriter and typographic apostrophes, and the letters that are used as one, as in O’Brien. */
const APOSTROPHES = /['‘’ʼʻ`´]/g;

/**
 * Removes marks that several scripts share (accents). Vowel signs of one script, as in Hindi or Thai, are
 * kept.
 */
export function foldText(text: string): string {
  const bare = text
    .replaceAll(APOSTROPHES, '')
    .normalize('NFKD')
    .replaceAll(/\p{Script=Inherited}/gu, '');
  // Upper case turns ß into SS, the dotless i into I, and both sigmas into one letter.
  // Lower case comes first, because it turns ẞ into ß.
  const upper = bare.toLowerCase().toUpperCase();
  return upper.replaceAll(/[ØŁĐĦŦÆŒÞ]/g, (letter) => SPELT[letter] ?? letter);
}
