/** What people write on the command line, read strictly. Each reader throws `UsageError` saying what was expected and found. */
import { isIP } from 'node:net';
import { UsageError } from './exit-code.ts';

const decimalPattern = /^(?:0|[1-9][0-9]{0,20})(?:\.[0-9]{1,20})?$/;
const numberPattern = /^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?$/;
const timePattern = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?Z)?$/;

/** `USDT=1000000,BTC=100` → `{ USDT: '1000000', BTC: '100' }`: amounts above zero; how fine and how large is the floor's to judge. */
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
        `${what}: expected an amount of ${asset} above 0 in digits with at most 20 decimals, found ${JSON.stringify(amount)}`,
      );
    }
    if (Object.hasOwn(funds, asset)) throw new UsageError(`${what}: ${asset} is there twice`);
    funds[asset] = amount;
  }
  return funds;
}

/** A place in the journal: digits only. */
export function readSequence(what: string, text: string, least: number): number {
  return readWholeNumber(what, text, least, 'sequence number');
}

/** Digits only. */
export function readCount(what: string, text: string): number {
  return readWholeNumber(what, text, 1, 'whole number');
}

function readWholeNumber(what: string, text: string, least: number, kind: string): number {
  const value = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`${what}: expected a ${kind} from ${least}, found ${JSON.stringify(text)}`);
}

/** A number such as `0.1`, `1` or `250.5`; the range is the floor's to judge. */
export function readNumber(what: string, text: string): number {
  if (numberPattern.test(text)) return Number(text);
  throw new UsageError(`${what}: expected a number such as 0.5 or 100, found ${JSON.stringify(text)}`);
}

/** Microseconds stay whole numbers up to June 2255. */
const endMs = Date.UTC(2255, 0);

/**
 * `2021-05-19` or `2021-05-19T12:00:00Z` in UTC → microseconds since 1970. `orElse`: what may stand there besides, for the refusal to
 * name.
 */
export function readTime(what: string, text: string, orElse = ''): number {
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = ''] = timePattern.exec(text) ?? [];
  const found = JSON.stringify(text);
  const expected = `${what}: expected ${orElse}a UTC time such as 2021-05-19 or 2021-05-19T12:00:00Z, found ${found}`;
  if (year === undefined) throw new UsageError(expected);
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date.parse lets 31 February be 3 March; only a time that comes back the same is one.
  const back = Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString();
  if (!back.startsWith(`${year}-${month}-${day}T${hour}:${minute}:${second}`)) throw new UsageError(expected);
  if (milliseconds < 0 || milliseconds >= endMs) {
    throw new UsageError(`${what}: expected a time from 1970 to 2254, found ${found}`);
  }
  return milliseconds * 1000 + Number(fraction.padEnd(6, '0'));
}

const hourMs = 3_600_000;

/** `90d` or `12h` from `nowMs` on, or a time as above; → ISO 8601. */
export function readExpiry(what: string, text: string, nowMs: number): string {
  const [, count, unit] = /^([1-9][0-9]{0,4})([dh])$/.exec(text) ?? [];
  if (count === undefined) return new Date(readTime(what, text, '90d, 12h or ') / 1000).toISOString();
  return new Date(nowMs + Number(count) * (unit === 'd' ? 24 * hourMs : hourMs)).toISOString();
}

const hostName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;
const endpointsMax = 32;

/** `api.example.com,stream.example.com:9443`: names in lower case, ports 443 without one. Each once. */
export function readEndpoints(what: string, text: string): { names: readonly string[]; ports: readonly number[] } {
  const names = new Set<string>();
  const ports = new Set<number>();
  for (const part of text.split(',', endpointsMax + 1)) {
    const [name = '', port = '443', ...rest] = part.toLowerCase().split(':');
    const number = /^[1-9][0-9]{0,4}$/.test(port) ? Number(port) : 0;
    if (!hostName.test(name) || isIP(name) !== 0 || rest.length > 0 || number < 1 || number > 65_535) {
      throw new UsageError(`${what}: expected NAME[:PORT],… such as api.example.com, found ${JSON.stringify(part)}`);
    }
    names.add(name);
    ports.add(number);
  }
  if (names.size > endpointsMax) throw new UsageError(`${what}: expected at most ${endpointsMax} names`);
  return { names: [...names], ports: [...ports] };
}

/** `http://127.0.0.1:8080`, nothing behind it. */
export function readTarget(what: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' && text.replace(/\/$/, '') === url.origin) return url.origin;
  throw new UsageError(`${what}: expected a URL such as http://127.0.0.1:8080, found ${JSON.stringify(text)}`);
}
