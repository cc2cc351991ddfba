/** Text as a search compares it: whatever its case, its accents and the forms of its letters. */

/** Letters with a stroke through them, which Unicode does not take apart. */
const STROKED: Record<string, string> = { Ø: 'O', Ł: 'L', Đ: 'D', Ħ: 'H', Ŧ: 'T' };

/** Marks that belong to no script of their own are accents; the vowels of Hindi or Thai belong to theirs and stay. */
export function foldText(text: string): string {
  const bare = text.normalize('NFKD').replaceAll(/\p{Script=Inherited}/gu, '');
  // In upper case ß has two letters, the dotless i a dot, and sigma one form; before it in lower case, for the ẞ.
  const upper = bare.toLowerCase().toUpperCase();
  return upper.replaceAll(/[ØŁĐĦŦ]/g, (letter) => STROKED[letter] ?? letter);
}
