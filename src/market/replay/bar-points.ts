/**
 * The turning points of a bar in the order they are played: the extreme nearer to the open comes first; at equal distance a
 * rising bar visits its low first, a falling one its high. Points that repeat their predecessor's price are left out, so a bar
 * that never moved has one.
 */
export function barPoints(prices: Int32Array, row: number): number[] {
  const open = prices[row * 4] ?? 0;
  const high = prices[row * 4 + 1] ?? 0;
  const low = prices[row * 4 + 2] ?? 0;
  const close = prices[row * 4 + 3] ?? 0;
  const up = high - open;
  const down = open - low;
  const lowFirst = down < up || (down === up && close >= open);
  const path = lowFirst ? [open, low, high, close] : [open, high, low, close];
  return path.filter((price, i) => i === 0 || price !== path[i - 1]);
}
