/** What people write on the command line, read strictly. Each reader throws `UsageError` saying what was expected and found. */
import { UsageError } from './exit-code.ts';

const decimalPattern = /^(?:0|[1-9][0-9]{0,20})(?:\.[0-9]{1,8})?$/;
const ratePattern = /^(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{1,6})?$/;
const timePattern = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?Z)?$/;

/** `USDT=1000000,BTC=100` → `{ USDT: '1000000', BTC: '100' }`: amounts in whole units with at most 8 decimals, above zero. */
export function readFunds(text: string, what = '--fund'): Record<string, string> {
  const funds: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [, asset, amount] = /^([A-Z0-9]{1,20})=(.*)$/s.exec(part) ?? [];
    if (asset === undefined || amount === undefined) {
      throw new UsageError(
        `${what}: expected ASSET=AMOUNT,… such as USDT=1000000,BTC=100, found ${JSON.stringify(part)}`,
      );
    }
    if (!decimalPattern.test(amount) || /^[0.]+$/.test(amount)) {
      throw new UsageError(
        `${what}: expected an amount of ${asset} above 0 in digits with at most 8 decimals, found ${JSON.stringify(amount)}`,
      );
    }
    if (Object.hasOwn(funds, asset)) throw new UsageError(`${what}: ${asset} is there twice`);
    funds[asset] = amount;
  }
  return funds;
}

/** A place in the journal: digits only. */
export function readSequence(what: string, text: string, least: number): number {
  const value = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${what}: expected a sequence number from ${least}, found ${JSON.stringify(text)}`);
}

/** A number such as `0.1`, `1` or `250.5`; the range is the floor's to judge. */
export function readNumber(what: string, text: string): number {
  if (ratePattern.test(text)) return Number(text);
  throw new UsageError(`${what}: expected a number such as 0.5 or 100, found ${JSON.stringify(text)}`);
}

/** `2021-05-19` or `2021-05-19T12:00:00Z` in UTC → microseconds since 1970. */
export function readTime(what: string, text: string): number {
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = ''] = timePattern.exec(text) ?? [];
  const expected = `${what}: expected a UTC time such as 2021-05-19 or 2021-05-19T12:00:00Z, found ${JSON.stringify(text)}`;
  if (year === undefined) throw new UsageError(expected);
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date.parse lets 31 February be 3 March; only a time that comes back the same is one.
  const back = Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString();
  if (!back.startsWith(`${year}-${month}-${day}T${hour}:${minute}:${second}`) || milliseconds < 0) {
    throw new UsageError(expected);
  }
  return milliseconds * 1000 + Number(fraction.padEnd(6, '0'));
}
