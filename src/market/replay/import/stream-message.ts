/**
 * One line of a captured stream: perhaps the receive time in nanoseconds and a space, then a message of the combined stream
 * (`{"stream":…,"data":{…}}`), the bare message, or the answer of a depth query (`{"lastUpdateId":…}`).
 */
import { excerpt, ReplayImportError } from './import-error.ts';

export interface DepthUpdate {
  readonly symbol: string;
  readonly time: number;
  readonly firstId: number;
  readonly lastId: number;
  /** Futures only: the last id of the update before. */
  readonly previousId: number | undefined;
  readonly bids: readonly (readonly string[])[];
  readonly asks: readonly (readonly string[])[];
}

export interface Snapshot {
  readonly symbol: string | undefined;
  readonly time: number | undefined;
  readonly lastUpdateId: number;
  readonly bids: readonly (readonly string[])[];
  readonly asks: readonly (readonly string[])[];
}

export interface RecordedTrade {
  readonly symbol: string;
  readonly id: number;
  readonly time: number;
  readonly price: string;
  readonly quantity: string;
  readonly buyerIsMaker: boolean;
  /** Futures only: MARKET, INSURANCE_FUND, … */
  readonly kind: string | undefined;
}

export type StreamMessage =
  | { readonly type: 'update'; readonly update: DepthUpdate }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'trade'; readonly trade: RecordedTrade }
  /** Best quotes, candles: not needed to rebuild the book. */
  | { readonly type: 'other' };

type Fields = Readonly<Record<string, unknown>>;

/** Throws `ReplayImportError`. */
export function readStreamLine(file: string, line: number, text: string): StreamMessage {
  const fields = readJson(file, line, text);
  const data = isFields(fields['data']) ? fields['data'] : fields;
  const read = reader(file, line, data);
  if (data['lastUpdateId'] !== undefined) {
    const symbol = data['symbol'] ?? data['s'];
    return {
      type: 'snapshot',
      snapshot: {
        symbol: typeof symbol === 'string' ? symbol : undefined,
        time:
          data['T'] === undefined && data['E'] === undefined
            ? undefined
            : read.whole(data['T'] === undefined ? 'E' : 'T'),
        lastUpdateId: read.whole('lastUpdateId'),
        bids: read.levels('bids'),
        asks: read.levels('asks'),
      },
    };
  }
  switch (data['e']) {
    case 'depthUpdate':
      return {
        type: 'update',
        update: {
          symbol: read.text('s'),
          time: read.whole(data['T'] === undefined ? 'E' : 'T'),
          firstId: read.whole('U'),
          lastId: read.whole('u'),
          previousId: data['pu'] === undefined ? undefined : read.whole('pu'),
          bids: read.levels('b'),
          asks: read.levels('a'),
        },
      };
    case 'trade':
      return {
        type: 'trade',
        trade: {
          symbol: read.text('s'),
          id: read.whole('t'),
          time: read.whole('T'),
          price: read.text('p'),
          quantity: read.text('q'),
          buyerIsMaker: read.truth('m'),
          kind: data['X'] === undefined ? undefined : read.text('X'),
        },
      };
    default:
      return { type: 'other' };
  }
}

function readJson(file: string, line: number, text: string): Fields {
  const brace = text.indexOf('{');
  const prefix = brace < 0 ? text : text.slice(0, brace);
  try {
    if (brace >= 0 && /^(\d+ )?$/.test(prefix)) {
      const value: unknown = JSON.parse(text.slice(brace));
      if (isFields(value)) return value;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ReplayImportError(file, line, '`<receive time> <JSON object>` or a JSON object', excerpt(text));
}

function reader(file: string, line: number, data: Fields) {
  const refuse = (name: string, expected: string): never => {
    throw new ReplayImportError(file, line, `${name} as ${expected}`, excerpt(JSON.stringify(data[name]) ?? 'nothing'));
  };
  return {
    whole(name: string): number {
      const value = data[name];
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
        ? value
        : refuse(name, 'a whole number');
    },
    text(name: string): string {
      const value = data[name];
      return typeof value === 'string' ? value : refuse(name, 'a text');
    },
    truth(name: string): boolean {
      const value = data[name];
      return typeof value === 'boolean' ? value : refuse(name, 'true or false');
    },
    levels(name: string): readonly (readonly string[])[] {
      const value = data[name];
      return Array.isArray(value) && value.every(isLevel) ? value : refuse(name, 'a list of ["price","quantity"]');
    },
  };
}

function isLevel(value: unknown): value is readonly string[] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
