/** How far behind a position is, in steps of twice as far: what is read for it is read again seldom while it goes down. */
export const stageOf = (position: number | undefined): number =>
  position === undefined ? 0 : Math.ceil(Math.log2(position)) + 1;
