/**
 * Runs operations with a witness: what they ask for, and how they refuse. Each is sent what the walk sent it, then the same with
 * one parameter left out, awkward or too many, and with two that may not go together.
 */
import type { OperationFact, ParameterFact } from '../../src/gateway/api-docs/facts.ts';
import type { Operation } from '../../src/gateway/operations/operation.ts';
import { type ErrorName, errorTable, type WireError } from '../../src/gateway/wire/errors.ts';
import { type Reading, type Witness, WitnessedParameters } from '../../src/gateway/wire/witness.ts';
import type { TestGateway } from '../support/test-gateway.ts';

export type Probed = Pick<OperationFact, 'parameters' | 'oneOf' | 'errors'>;

type Sample = Readonly<Record<string, string>>;

/** How much a reading says: a later one that says more takes its place. */
const weights: Partial<Record<Reading['kind'], number>> = { unread: 0, any: 1 };
const weightOf = ({ kind }: Reading) => weights[kind] ?? 2;

const words = ['', '~', 'NOPE', 'x'.repeat(64)];
const counts = ['', 'x', '0', '1', '100000', '4294967296', '9007199254740993', '99999999999999999999'];
const decimals = ['', 'x', '0', '0.00001', '0.000001', '1', '49999.99', '50010', '46000', '60000', '8999', '99999999'];
const unknownName = 'zzz';
/** Both of each pair of parameters are tried only where there are not very many. */
const pairedMax = 14;

class Notes implements Witness {
  readonly readings = new Map<string, Reading>();
  readonly required = new Set<string>();
  readonly oneOf = new Map<string, readonly string[]>();
  /** Refused for being absent. */
  readonly missing = new Set<string>();

  reads(reading: Reading): void {
    const before = this.readings.get(reading.name);
    if (before === undefined || weightOf(before) < Math.min(2, weightOf(reading))) {
      this.readings.set(reading.name, reading);
    }
  }

  requires(name: string): void {
    this.required.add(name);
  }

  fails(error: ErrorName, values: readonly (string | number)[]): void {
    const names = values.map(String);
    if (error === 'missing_parameter') this.missing.add(names[0] ?? '');
    if (error === 'missing_either') this.oneOf.set(names.join(), names);
  }
}

const nobody: Witness = { reads() {}, requires() {}, fails() {} };

/**
 * `answered` are those of the samples that the walk got an answer for. `clear` takes back what has come to rest, so that the number of
 * open orders is not all that later requests hear of.
 */
export async function probe(
  operation: Operation,
  samples: readonly Sample[],
  answered: readonly Sample[],
  gateway: TestGateway,
  apiKey: string,
  clear: () => Promise<unknown>,
): Promise<Probed> {
  const notes = new Notes();
  const errors = new Set<ErrorName>();
  const run = async (values: Sample, witness: Witness = nobody): Promise<ErrorName | undefined> => {
    const answer = await runOperation(operation, new WitnessedParameters(new Map(Object.entries(values)), witness));
    const name = answer.ok ? undefined : errorName(answer.error);
    if (name !== undefined) errors.add(name);
    if (name?.includes('max_num')) await clear();
    return name;
  };
  const runOperation = (target: Operation, parameters: ReadonlyMap<string, string>) => {
    const { context } = gateway.gateway;
    const common = {
      session: gateway.session,
      parameters,
      timeUnit: 'ms',
      wallClock: context.wallClock,
      rateLimits: context.limits.rateLimits,
    } as const;
    if (target.access === 'public') return target.run(common);
    const found = context.identity.findKey(gateway.session.name, apiKey);
    if (!found.ok) throw new Error('the key is gone');
    const { key } = found;
    if (target.access === 'key') return target.run({ ...common, key, listenKeys: context.listenKeys });
    return target.run({
      ...common,
      key,
      checkTime: () => undefined,
      orderCounts: () => context.limits.orderCounts(gateway.session, key.account),
    });
  };

  await run({}, notes);
  for (const name of notes.missing) notes.requires(name);
  for (const sample of samples) await run(sample, notes);
  const names = [...notes.readings.keys()];
  const tried = samples.length > 0 ? samples : [{}];
  const wanted: ReadonlySet<string>[] = [];
  for (const sample of [{}, ...samples]) await run({ ...sample, [unknownName]: '1' });
  for (const sample of tried) {
    const missed = new Set<string>();
    for (const name of Object.keys(sample)) {
      const told = new Notes();
      await run(without(sample, name), told);
      if (told.missing.has(name)) missed.add(name);
    }
    if (answered.includes(sample)) wanted.push(missed);
    for (const [name, reading] of notes.readings) {
      for (const value of awkward(reading)) await run({ ...sample, [name]: value });
    }
  }
  if (names.length <= pairedMax) {
    for (const one of names) for (const other of names) await run(pair(notes, tried[0] ?? {}, one, other));
  }
  // What every request that was answered could not do without.
  const [first, ...others] = wanted;
  for (const name of first ?? []) if (others.every((names) => names.has(name))) notes.requires(name);
  const kept: ParameterFact[] = [];
  for (const [name, reading] of notes.readings) {
    const required = notes.required.has(name);
    const refusals = await Promise.all(
      tried.map((sample) => run({ ...sample, [name]: sample[name] ?? plain(reading) })),
    );
    if (!isTaken(refusals, required)) continue;
    kept.push({ ...reading, required });
  }
  return {
    parameters: kept,
    oneOf: [...notes.oneOf.values()],
    errors: (Object.keys(errorTable) as ErrorName[]).filter((name) => errors.has(name)),
  };
}

/** Not what the code itself puts in before it reads (needed and not wanted), nor what is asked for under a name nobody can send. */
function isTaken(refusals: readonly (ErrorName | undefined)[], required: boolean): boolean {
  if (refusals.some((refusal) => refusal === undefined)) return true;
  if (required && refusals.every((refusal) => refusal === 'not_wanted')) return false;
  return !refusals.some((refusal) => refusal === 'unread_parameters' || refusal === 'pending_not_wanted');
}

function without(sample: Sample, name: string): Sample {
  return Object.fromEntries(Object.entries(sample).filter(([other]) => other !== name));
}

function pair({ readings }: Notes, sample: Sample, one: string, other: string): Sample {
  const added = [one, other].flatMap((name) => {
    const reading = readings.get(name);
    return reading === undefined ? [] : [[name, sample[name] ?? plain(reading)]];
  });
  return { ...sample, ...Object.fromEntries(added) };
}

/** A value that fits a parameter by itself. */
function plain({ name, kind, values, pattern }: Reading): string {
  if (kind === 'symbol') return 'BTCUSDT';
  if (kind === 'symbols') return '["BTCUSDT"]';
  if (kind === 'boolean') return 'true';
  if (kind === 'choice') return values?.[0] ?? '';
  if (pattern !== undefined && new RegExp(pattern).test('1')) return '1';
  return kind === 'text' && /asset|coin/.test(name) ? 'USDT' : '1';
}

function awkward({ kind, values = [], pattern }: Reading): readonly string[] {
  if (kind === 'choice') return [...values, 'NOPE', ''];
  if (kind === 'symbols') return ['', '["NOPE"]', '["BTCUSDT","BTCUSDT"]', 'x', '[]'];
  if (kind === 'integer' || kind === 'limit' || kind === 'time') return counts;
  if (pattern !== undefined && new RegExp(pattern).test('0.00001')) return decimals;
  return words;
}

/** Our name for an error as a client got it. */
export function errorName({ status, code, message }: WireError): ErrorName {
  const found = (Object.keys(errorTable) as ErrorName[])
    .filter((name) => {
      const [ofStatus, ofCode, sentence] = errorTable[name];
      return ofStatus === status && ofCode === code && matches(sentence, message);
    })
    // What says more itself leaves less to be filled in.
    .sort((a, b) => errorTable[a][2].split('%s').length - errorTable[b][2].split('%s').length)[0];
  if (found === undefined) throw new Error(`no error of the table is ${status} ${code} ${message}`);
  return found;
}

function matches(sentence: string, message: string): boolean {
  const parts = sentence.split('%s').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(message);
}
