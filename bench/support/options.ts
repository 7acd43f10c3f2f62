/**
 * What a benchmark may be told: the kinds of option there are, and how the words of a command line become their values. Strict, and without
 * running anything, so that all of a command line is judged before the first benchmark has begun.
 */
import { parseArgs } from 'node:util';

export interface BenchOption<T> {
  /** How the value looks in help, `--rounds NUMBER`. */
  readonly placeholder: string;
  readonly default: T;
  /** What is right, for a refusal to name. */
  readonly expected: string;
  /** The value of what was given, one text for each time the option stands there; undefined when it has none. */
  read(texts: readonly string[]): T | undefined;
}

export type BenchOptions = Readonly<Record<string, BenchOption<unknown>>>;
export type ValuesOf<Options extends BenchOptions> = {
  readonly [Name in keyof Options]: Options[Name] extends BenchOption<infer T> ? T : never;
} & { readonly json: boolean };

export type Reading<Options extends BenchOptions> =
  | { readonly ok: true; readonly values: ValuesOf<Options> }
  | { readonly ok: false; readonly problem: string };

/** A whole number, at least one where nothing could be measured with none. */
export function count(usual: number, least = 1): BenchOption<number> {
  return {
    placeholder: 'NUMBER',
    default: usual,
    expected: `a whole number from ${least}`,
    read: (texts) => (texts.length === 1 ? readCount(texts[0] ?? '', least) : undefined),
  };
}

/** Whole numbers; the option stands there once for each. */
export function counts(usual: readonly number[]): BenchOption<readonly number[]> {
  return {
    placeholder: 'NUMBER …',
    default: usual,
    expected: 'a whole number from 1 each time',
    read: (texts) => allOf(texts, (text) => readCount(text, 1)),
  };
}

export function choice<const T extends string>(values: readonly T[], usual: T): BenchOption<T> {
  return {
    placeholder: values.join('|'),
    default: usual,
    expected: `one of ${values.join(', ')}`,
    read: (texts) => (texts.length === 1 ? values.find((value) => value === texts[0]) : undefined),
  };
}

/** Some of the values, all without the option; it stands there once for each. */
export function choices<const T extends string>(values: readonly T[]): BenchOption<readonly T[]> {
  return {
    placeholder: `${values.join('|')} …`,
    default: values,
    expected: `one of ${values.join(', ')} each time`,
    read: (texts) => allOf(texts, (text) => values.find((value) => value === text)),
  };
}

/** Where something is written, when it is wanted. */
export function file(): BenchOption<string | undefined> {
  return {
    placeholder: 'FILE',
    default: undefined,
    expected: 'a file once',
    read: (texts) => (texts.length === 1 && texts[0] !== '' ? texts[0] : undefined),
  };
}

/** `--json` is every benchmark's. A value may follow its option as a word of its own or behind `=`. */
export function readOptions<const Options extends BenchOptions>(
  options: Options,
  words: readonly string[],
): Reading<Options> {
  const { tokens } = parseArgs({
    ...{ args: [...words], strict: false, tokens: true, allowPositionals: true },
    options: Object.fromEntries(Object.keys(options).map((name) => [name, { type: 'string' }])),
  });
  const given = new Map<string, string[]>();
  let json = false;
  for (const token of tokens) {
    if (token.kind !== 'option') return refused(`expected an option, found ${JSON.stringify(words[token.index])}`);
    const { name, rawName, value } = token;
    if (name === 'json' && rawName === '--json' && value === undefined) {
      json = true;
      continue;
    }
    if (!Object.hasOwn(options, name) || rawName !== `--${name}`) {
      const known = ['--json', ...Object.keys(options).map((one) => `--${one}`)].join(', ');
      return refused(`expected one of the options ${known}, found ${words[token.index]}`);
    }
    given.set(name, [...(given.get(name) ?? []), value ?? '']);
  }
  const values: Record<string, unknown> = { json };
  for (const [name, option] of Object.entries(options)) {
    const texts = given.get(name);
    values[name] = texts === undefined ? option.default : option.read(texts);
    if (texts === undefined || values[name] !== undefined) continue;
    return refused(
      `--${name}: expected ${option.expected}, found ${texts.map((text) => JSON.stringify(text)).join(' ')}`,
    );
  }
  return { ok: true, values: values as ValuesOf<Options> };
}

function refused(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}

function allOf<T>(texts: readonly string[], read: (text: string) => T | undefined): readonly T[] | undefined {
  const values = texts.map(read);
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** Up to ten digits: nothing here runs longer than a machine has patience for. */
function readCount(text: string, least: number): number | undefined {
  const value = /^(?:0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : -1;
  return value >= least ? value : undefined;
}
