/** Folds text for search, so that case, accents and compatibility forms of letters are ignored. */

/** Letters with a stroke, which NFKD does not decompose. */
const STROKED: Record<string, string> = { Ø: 'O', Ł: 'L', Đ: 'D', Ħ: 'H', Ŧ: 'T' };

/**
 * Removes marks that several scripts share (accents). Vowel signs of one script, as in Hindi or Thai, are
 * kept.
 */
export function foldText(text: string): string {
  const bare = text.normalize('NFKD').replaceAll(/\p{Script=Inherited}/gu, '');
  // Upper case turns ß into SS, the dotless i into I, and both sigmas into one letter.
  // Lower case comes first, because it turns ẞ into ß.
  const upper = bare.toLowerCase().toUpperCase();
  return upper.replaceAll(/[ØŁĐĦŦ]/g, (letter) => STROKED[letter] ?? letter);
}
