/**
 * Where the rows of the order book stand, in CSS pixels: asks end above the middle band, bids begin below it, so the touch
 * never moves. Pure geometry, shared by the renderer and the pointer.
 */
/** The least a row needs; rows share what is left over, so that they fill the height. */
const leastRowHeight = 18.5;
export const middleHeight = 34;

export interface BookLayout {
  readonly width: number;
  readonly height: number;
  /** Rows that fit on one side. */
  readonly rows: number;
  readonly rowHeight: number;
}

export function bookLayout(width: number, height: number): BookLayout {
  const half = Math.max(0, (height - middleHeight) / 2);
  const rows = Math.floor(half / leastRowHeight);
  return { width, height, rows, rowHeight: rows === 0 ? leastRowHeight : half / rows };
}

/** Top of a row; index 0 is the best price. */
export function rowTop(layout: BookLayout, side: 'bid' | 'ask', index: number): number {
  const middle = layout.height / 2;
  return side === 'ask'
    ? middle - middleHeight / 2 - (index + 1) * layout.rowHeight
    : middle + middleHeight / 2 + index * layout.rowHeight;
}

/** The row under a height, or undefined on the middle band and beyond the rows. */
export function rowAt(
  layout: BookLayout,
  y: number,
): { readonly side: 'bid' | 'ask'; readonly index: number } | undefined {
  const fromMiddle = y - layout.height / 2;
  const distance = Math.abs(fromMiddle) - middleHeight / 2;
  if (distance < 0) return undefined;
  const index = Math.floor(distance / layout.rowHeight);
  return index < layout.rows ? { side: fromMiddle < 0 ? 'ask' : 'bid', index } : undefined;
}
