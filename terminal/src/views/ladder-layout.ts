/** Where the cells of the price ladder stand, in CSS pixels. Pure geometry, shared by the renderer and the pointer. */
export const ladderColumns = ['own', 'bid', 'price', 'ask'] as const;
export type LadderColumn = (typeof ladderColumns)[number];

/** What each column gets of the width; the heads in the style sheet have the same. */
const shares: Readonly<Record<LadderColumn, number>> = { own: 0.2, bid: 0.23, price: 0.34, ask: 0.23 };
/** As in the order book. */
const leastRowHeight = 18.5;
/** Wider than the panel ever is beside others, it has a phone for itself: then a finger must hit the row. */
const phoneWidth = 320;
const fingerRowHeight = 28;

export interface LadderLayout {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly rowHeight: number;
}

export interface LadderCell {
  readonly row: number;
  readonly column: LadderColumn;
}

export function ladderLayout(width: number, height: number): LadderLayout {
  const least = width >= phoneWidth ? fingerRowHeight : leastRowHeight;
  const count = Math.floor(height / least);
  return { width, height, count, rowHeight: count === 0 ? least : height / count };
}

/** Left edge and width of a column. */
export function columnSpan({ width }: LadderLayout, column: LadderColumn): readonly [number, number] {
  const before = ladderColumns.slice(0, ladderColumns.indexOf(column)).reduce((sum, one) => sum + shares[one], 0);
  return [width * before, width * shares[column]];
}

/** The cell under a point; undefined beyond the rows. */
export function cellAt(layout: LadderLayout, x: number, y: number): LadderCell | undefined {
  const row = Math.floor(y / layout.rowHeight);
  if (row < 0 || row >= layout.count || x < 0) return undefined;
  const column = ladderColumns.find((one) => {
    const [left, width] = columnSpan(layout, one);
    return x < left + width;
  });
  return column === undefined ? undefined : { row, column };
}
