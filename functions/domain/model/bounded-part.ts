/** A part of a list that is filled from the front: a page of an answer, or what one transaction writes. */

export class BoundedPart {
  #count: number;
  #bytes: number;
  #isEmpty = true;

  /** At most so many entries, of so many bytes together. */
  constructor(count: number, bytes: number) {
    this.#count = count;
    this.#bytes = bytes;
  }

  /**
   * `bytes`: the size of the next entry.
   * @returns whether it is in the part, which ends before the first entry that is not. The first one is, however large.
   */
  takes(bytes: number): boolean {
    if (this.#count === 0 || (bytes > this.#bytes && !this.#isEmpty)) return false;
    this.#isEmpty = false;
    this.#count -= 1;
    this.#bytes -= bytes;
    return true;
  }
}
