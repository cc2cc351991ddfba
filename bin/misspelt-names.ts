/** Finds names of settings that are probably misspelt. A setting that is ignored in silence may leave a door open. */

/** A name may differ from ours by one letter in so many of it. Of shorter ones only upper and lower case may differ. */
const LETTERS_PER_EDIT = 5;

/** A name that was given, and the name of ours that was probably meant. */
export type Misspelt = { given: string; meant: string };

/**
 * @returns those of the names given that are none of ours, but differ from one that was not given by a few letters, or by
 *   upper and lower case alone. Names that belong to something else are rarely so close.
 */
export function misspeltNames(given: string[], ours: readonly string[]): Misspelt[] {
  const missing = ours.filter((name) => !given.includes(name));
  return given
    .filter((name) => !ours.includes(name))
    .flatMap((name) => {
      const near = missing
        .map((meant) => ({
          given: name,
          meant,
          edits: editsBetween(name.toUpperCase(), meant.toUpperCase()),
        }))
        .filter(({ meant, edits }) => edits <= Math.floor(meant.length / LETTERS_PER_EDIT))
        .sort((a, b) => a.edits - b.edits)[0];
      return near === undefined ? [] : [{ given: name, meant: near.meant }];
    });
}

/**
 * @returns how many letters have to be inserted, removed, replaced or swapped with their neighbour (optimal string
 *   alignment distance).
 */
function editsBetween(one: string, other: string): number {
  const first = Array.from({ length: other.length + 1 }, (_, column) => column);
  const rows = [first];
  for (let row = 1; row <= one.length; row += 1) {
    const [above, current] = [rows[row - 1] ?? first, [row]];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        at(above, column) + 1,
        at(current, column - 1) + 1,
        at(above, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(rows[row - 2], column - 2) + 1 : Infinity,
      );
    }
    rows.push(current);
  }
  return at(rows[one.length], other.length);
}

const at = (row: number[] | undefined, column: number): number => row?.[column] ?? Infinity;
