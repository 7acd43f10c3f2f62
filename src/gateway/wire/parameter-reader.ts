/**
 * Takes the parameters of one request out of a map by name, checked by kind, and remembers the first fault. After a fault
 * the readings yield harmless stand-ins, so that an operation reads all it wants and asks once, in `finish`.
 *
 * Every text is checked by one anchored ASCII pattern, whose legal range is told to the client. Names that nobody asked
 * for are refused in `finish`: a misspelt parameter must not pass for an absent one.
 */
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import type { WireError } from './errors.ts';
import { type ErrorName, wireError } from './errors.ts';
import { accept, type Outcome } from './outcome.ts';
import { type Witness, witnessOf } from './witness.ts';

/** A pattern and how it is spelt in the error. */
export interface Legal {
  readonly pattern: RegExp;
  readonly spelling: string;
}

export const legalSymbol = legal('^[A-Z0-9-_.]{1,20}$');
export const legalClientOrderId = legal('^[a-zA-Z0-9-_.:/]{1,36}$', '^[\\.A-Z\\:/a-z0-9_-]{1,36}$');
export const legalDecimal = legal('^([0-9]{1,20})(\\.[0-9]{1,20})?$');
export const legalInteger = legal('^[0-9]{1,20}$');

function legal(spelling: string, pattern = spelling): Legal {
  return { pattern: new RegExp(pattern), spelling };
}

const noNames: ReadonlyMap<string, string> = new Map();

/** Times below this are milliseconds, from here on microseconds: both far from any date that occurs. */
const microsecondsFrom = 1e14;
export const intMax = 2 ** 31 - 1;
const longMax = 2n ** 63n - 1n;
/** Characters from which on V8 makes a piece of a text a reference to all of it. */
const slicedFrom = 13;
/** The last whole millisecond whose last microsecond is still exact. */
const latestUs = Number.MAX_SAFE_INTEGER - (Number.MAX_SAFE_INTEGER % 1000) - 1000;

export class ParameterReader {
  readonly #values: ReadonlyMap<string, string>;
  readonly #names: ReadonlyMap<string, string>;
  readonly #witness: Witness | undefined;
  #failure: WireError | undefined;
  #read = 0;

  /** `names`: what the client calls a parameter, where it is not as it is asked for. */
  constructor(values: ReadonlyMap<string, string>, names: ReadonlyMap<string, string> = noNames) {
    this.#values = values;
    this.#names = names;
    this.#witness = witnessOf(values);
  }

  /** The first fault found so far. */
  get failure(): WireError | undefined {
    return this.#failure;
  }

  fail(name: ErrorName, ...values: readonly (string | number)[]): void {
    const spelt = values.map((value) => (typeof value === 'string' ? this.spelling(value) : value));
    this.#witness?.fails(name, spelt);
    this.#failure ??= wireError(name, ...spelt);
  }

  /** What the client calls a parameter. */
  spelling(name: string): string {
    return this.#names.get(name) ?? name;
  }

  /** Whether a client can send it: a list's orders have only the parameters that were given names. */
  takes(name: string): boolean {
    return this.#names.size === 0 || this.#names.has(name);
  }

  has(name: string): boolean {
    return this.#values.has(this.spelling(name));
  }

  /** Counts parameters as read that somebody else (the signature check) has used. */
  skip(...names: readonly string[]): void {
    for (const name of names) {
      this.#witness?.reads({ name: this.spelling(name), kind: 'unread' });
      if (this.has(name)) this.#read++;
    }
  }

  /** Undefined when not sent; sent but empty is a fault. */
  optional(name: string): string | undefined {
    this.#witness?.reads({ name: this.spelling(name), kind: 'any' });
    const value = this.#values.get(this.spelling(name));
    if (value === undefined) return undefined;
    this.#read++;
    if (value === '') {
      this.fail('empty_parameter', name);
      return undefined;
    }
    return value;
  }

  text(name: string, legal: Legal): string | undefined {
    this.#witness?.reads({ name: this.spelling(name), kind: 'text', pattern: legal.pattern.source });
    const value = this.optional(name);
    if (value === undefined) return undefined;
    if (legal.pattern.test(value)) return ownText(value);
    this.fail('illegal_characters', name, legal.spelling);
    return undefined;
  }

  requiredText(name: string, legal: Legal): string {
    this.#require(name);
    return this.text(name, legal) ?? '';
  }

  /** One of `table`'s keys, as its value; anything else is the fault `error`. */
  choice<T>(name: string, table: ReadonlyMap<string, T>, error: ErrorName): T | undefined {
    this.#witness?.reads({ name: this.spelling(name), kind: 'choice', values: [...table.keys()] });
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const found = table.get(value);
    if (found === undefined) this.fail(error, name);
    return found;
  }

  requiredChoice<T>(name: string, table: ReadonlyMap<string, T>, error: ErrorName): T | undefined {
    this.#require(name);
    return this.choice(name, table, error);
  }

  boolean(name: string): boolean | undefined {
    this.#witness?.reads({ name: this.spelling(name), kind: 'boolean' });
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const lower = value.toLowerCase();
    if (lower !== 'true' && lower !== 'false') this.fail('illegal_characters', name, '^(true|false)$');
    return lower === 'true';
  }

  /** A whole number from 0 to `most`: an `INT` of the exchange ends at `intMax`, of a `LONG` 2^53 - 1 is as far as every digit is kept. */
  integer(name: string, most = Number.MAX_SAFE_INTEGER): number | undefined {
    this.#witness?.reads({ name: this.spelling(name), kind: 'integer' });
    const text = this.text(name, legalInteger);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (value <= most) return value;
    this.fail('parameter_too_long', name);
    return undefined;
  }

  /** The same, mandatory. */
  requiredInteger(name: string): number | undefined {
    this.#require(name);
    return this.integer(name);
  }

  /** How many rows: 1 or more; above `max` gives `max`, as on the exchange. */
  limit(fallback: number, max: number): number {
    this.#witness?.reads({ name: this.spelling('limit'), kind: 'limit', fallback, most: max });
    const value = this.integer('limit');
    if (value === undefined) return fallback;
    if (value === 0) this.fail('invalid_parameter', 'limit');
    return Math.min(value, max);
  }

  /**
   * A time in milliseconds or microseconds, told apart by size; yields microseconds. Every 64-bit integer is one: those beyond
   * what can be counted mean the last that can.
   */
  time(name: string): number | undefined {
    this.#witness?.reads({ name: this.spelling(name), kind: 'time' });
    const text = this.text(name, legalInteger);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (BigInt(text) > longMax) this.fail('parameter_too_long', name);
    return Math.min(value < microsecondsFrom ? value * 1000 : value, latestUs);
  }

  /** The last instant a time includes: one given in whole milliseconds means all of its millisecond. */
  timeThrough(name: string): number | undefined {
    const time = this.time(name);
    return time === undefined || time % 1000 !== 0 ? time : time + 999;
  }

  /** The mandatory `symbol`. Undefined only after a fault. */
  symbol(instruments: Instruments): Instrument | undefined {
    this.#require('symbol');
    return this.optionalSymbol(instruments);
  }

  optionalSymbol(instruments: Instruments): Instrument | undefined {
    this.#witness?.reads({ name: this.spelling('symbol'), kind: 'symbol' });
    const name = this.text('symbol', legalSymbol);
    if (name === undefined) return undefined;
    const instrument = instruments.symbolByName(name);
    if (instrument === undefined) this.fail('invalid_symbol');
    return instrument;
  }

  /** `symbols` as a JSON array of at most `max` names; undefined when not sent. */
  symbolList(instruments: Instruments, max = Number.POSITIVE_INFINITY): readonly Instrument[] | undefined {
    const most = Number.isFinite(max) ? { most: max } : {};
    this.#witness?.reads({ name: this.spelling('symbols'), kind: 'symbols', ...most });
    const text = this.optional('symbols');
    if (text === undefined) return undefined;
    const names = readNames(text);
    if (names === undefined) {
      this.fail('illegal_characters', 'symbols', '^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$');
      return [];
    }
    if (names.length > max) this.fail('too_many_parameters', max, names.length);
    const found: Instrument[] = [];
    for (const name of names) {
      const instrument = instruments.symbolByName(name);
      if (instrument === undefined) this.fail('invalid_symbol');
      else if (found.includes(instrument)) this.fail('duplicate_symbols');
      else found.push(instrument);
    }
    if (found.length === 0) this.fail('empty_parameter', 'symbols');
    return found;
  }

  /** The value when every reading went well and nothing was sent that was not read; else the first fault. */
  finish<T>(value: T): Outcome<T> {
    if (this.#failure === undefined && this.#read < this.#values.size) {
      this.fail('unread_parameters', this.#read, this.#values.size);
    }
    if (this.#failure !== undefined) return { ok: false, error: this.#failure };
    return accept(value);
  }

  #require(name: string): void {
    this.#witness?.requires(this.spelling(name));
    const value = this.#values.get(this.spelling(name));
    if (value === undefined || value === '') this.fail('missing_parameter', name);
  }
}

/** Longer than any list that fits into a request's headers. */
const listCharactersMax = 16_384;

/** Names in a JSON array of strings, spaces allowed between the parts; undefined when it is anything else. */
function readNames(text: string): string[] | undefined {
  if (text.length > listCharactersMax || !text.startsWith('[') || !text.endsWith(']')) return undefined;
  const inner = text.slice(1, -1).trim();
  if (inner === '') return [];
  const names: string[] = [];
  for (const part of inner.split(',')) {
    const quoted = part.trim();
    const name = quoted.slice(1, -1);
    if (!quoted.startsWith('"') || !quoted.endsWith('"') || !legalSymbol.pattern.test(name)) return undefined;
    names.push(name);
  }
  return names;
}

/** Written and read within one call; client ids have 36 characters at most. */
const scratch = Buffer.alloc(128);

/** The engine keeps a client's id with its order, and as a slice it would keep the whole request; short ones are no slices. */
function ownText(text: string): string {
  if (text.length < slicedFrom) return text;
  if (text.length > scratch.length) return Buffer.from(text, 'latin1').toString('latin1');
  return scratch.toString('latin1', 0, scratch.write(text, 'latin1'));
}
