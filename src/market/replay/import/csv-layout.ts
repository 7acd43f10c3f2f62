/**
 * Which column of a CSV file means what. With a header the names decide, in whatever order they stand; without one the number
 * of columns and the look of the first row do. Layouts known without a header:
 *
 *   trades     id, price, qty, quoteQty, time, isBuyerMaker [, isBestMatch]
 *   aggTrades  id, price, qty, firstId, lastId, time, isBuyerMaker [, isBestMatch]
 *   klines     openTime, open, high, low, close, volume [, closeTime, quoteVolume, trades, takerBase, takerQuote, ignore]
 */
import { excerpt, ReplayImportError } from './import-error.ts';

export const columnRole = {
  skip: 0,
  id: 1,
  price: 2,
  quantity: 3,
  time: 4,
  /** true: the taker sold. */
  buyerIsMaker: 5,
  /** buy or sell: the taker's side. */
  side: 6,
  symbol: 7,
  open: 8,
  high: 9,
  low: 10,
  close: 11,
} as const;

export interface CsvLayout {
  readonly kind: 'trades' | 'bars';
  /** A `columnRole` per column. */
  readonly roles: readonly number[];
  readonly hasHeader: boolean;
}

const known =
  'trades (id,price,qty,quoteQty,time,isBuyerMaker,isBestMatch), ' +
  'aggTrades (id,price,qty,firstId,lastId,time,isBuyerMaker,isBestMatch) or ' +
  'klines (openTime,open,high,low,close,volume and 6 more or none)';

/** The layout that a file's first line tells. Throws `ReplayImportError`. */
export function detectLayout(file: string, firstLine: string): CsvLayout {
  const cells = firstLine.split(',').map((cell) => cell.trim());
  return /^[A-Za-z_"]/.test(firstLine) ? layoutOfHeader(file, cells) : layoutOfRow(file, cells);
}

const { skip, id, price, quantity, time, buyerIsMaker, side, symbol, open, high, low, close } = columnRole;

function layoutOfRow(file: string, cells: readonly string[]): CsvLayout {
  const isFlag = (index: number) => /^(true|false)$/i.test(cells[index] ?? '');
  const bars = [time, open, high, low, close, quantity];
  const agg = [id, price, quantity, skip, skip, time, buyerIsMaker];
  const trades = [id, price, quantity, skip, time, buyerIsMaker];
  const found = (kind: 'trades' | 'bars', roles: number[]) => ({ kind, roles, hasHeader: false });
  switch (cells.length) {
    case 6:
      return isFlag(5) ? found('trades', trades) : found('bars', bars);
    case 7:
      if (isFlag(5)) return found('trades', [...trades, skip]);
      if (isFlag(6)) return found('trades', agg);
      break;
    case 8:
      if (isFlag(6)) return found('trades', [...agg, skip]);
      break;
    case 12:
      return found('bars', [...bars, skip, skip, skip, skip, skip, skip]);
  }
  throw new ReplayImportError(file, 1, known, `${cells.length} columns: ${excerpt(cells.join(','))}`);
}

/** Names of columns without case and punctuation; of several names for one thing the earlier is the better. */
const names: readonly (readonly [role: number, names: readonly string[]])[] = [
  [symbol, ['symbol', 'pair']],
  [id, ['id', 'tradeid', 'aggtradeid', 'aggid', 'a', 't']],
  [price, ['price', 'p']],
  [quantity, ['qty', 'quantity', 'volume', 'amount', 'size', 'q']],
  [time, ['opentime', 'transactiontime', 'transacttime', 'tradetime', 'time', 'timestamp', 'date']],
  [buyerIsMaker, ['isbuyermaker', 'isbuyermarketmaker', 'buyermaker', 'm']],
  [side, ['side', 'takerside']],
  [open, ['open', 'o']],
  [high, ['high', 'h']],
  [low, ['low', 'l']],
  [close, ['close', 'c']],
];

function layoutOfHeader(file: string, cells: readonly string[]): CsvLayout {
  const plain = cells.map((cell) => cell.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const roles: number[] = plain.map(() => skip);
  for (const [role, wanted] of names) {
    const name = wanted.find((candidate) => plain.includes(candidate));
    if (name !== undefined) roles[plain.indexOf(name)] = role;
  }
  const has = (...wanted: number[]) => wanted.every((role) => roles.includes(role));
  const isDiff = plain.some((name) => ['updatetype', 'firstupdateid', 'isask', 'lastupdateid'].includes(name));
  if (!isDiff && has(time, open, high, low, close, quantity)) return { kind: 'bars', roles, hasHeader: true };
  if (!isDiff && has(time, price, quantity) && (has(buyerIsMaker) || has(side))) {
    return { kind: 'trades', roles, hasHeader: true };
  }
  throw new ReplayImportError(file, 1, `a header of ${known}`, excerpt(cells.join(',')));
}
