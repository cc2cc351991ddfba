/** Folds text for search, so that case, accents and compatibility forms of letters make no difference. */

/** Letters with a stroke. NFKD does not split the stroke off. */
const STROKED: Record<string, string> = { Ø: 'O', Ł: 'L', Đ: 'D', Ħ: 'H', Ŧ: 'T' };

/** Removes marks that several scripts share (accents). Vowel signs of one script, as in Hindi or Thai, stay. */
export function foldText(text: string): string {
  const bare = text.normalize('NFKD').replaceAll(/\p{Script=Inherited}/gu, '');
  // Upper case makes SS of ß, I of the dotless i, and one letter of both sigmas. Lower case first turns ẞ into ß.
  const upper = bare.toLowerCase().toUpperCase();
  return upper.replaceAll(/[ØŁĐĦŦ]/g, (letter) => STROKED[letter] ?? letter);
}
