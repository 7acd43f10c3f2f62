/** What bounds executions: the price range of each symbol, its reference price, and how that is made. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import { executionRulesAnswer } from '../wire/execution-rules-json.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import { ParameterReader } from '../wire/parameter-reader.ts';
import { referencePriceText } from '../wire/reference-price-text.ts';
import { wireTime } from '../wire/time-unit.ts';
import { type PublicOperation, type PublicRequest, weighing } from './operation.ts';
import { checkSymbolStatus, readSymbolStatus, withStatus } from './symbol-status.ts';

const weightPerSymbol = 2;
const weightMost = 40;

export const executionRules: PublicOperation = {
  name: 'executionRules',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/executionRules' },
  weight(parameters) {
    if (parameters.has('symbol')) return weightPerSymbol;
    const listed = parameters.get('symbols')?.split(',').length;
    return listed === undefined ? weightMost : Math.min(weightMost, weightPerSymbol * listed);
  },
  run({ session, parameters }) {
    const { instruments } = session.floor;
    const reader = new ParameterReader(parameters);
    const one = reader.optionalSymbol(instruments);
    const list = reader.symbolList(instruments);
    const status = readSymbolStatus(reader);
    if ([one, list, status].filter((given) => given !== undefined).length > 1) reader.fail('bad_combination');
    const chosen = list ?? (one === undefined ? instruments.symbols : [one]);
    const read = reader.finish(withStatus(session, chosen, status));
    return read.ok ? accept(executionRulesAnswer(read.value)) : read;
  },
};

export const referencePrice: PublicOperation = {
  name: 'referencePrice',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/referencePrice' },
  weight: weighing(2),
  run(request) {
    const read = readSymbol(request, () => undefined);
    if (!read.ok) return read;
    const { name, index } = read.value;
    const { floor } = request.session;
    if (floor.lastPrice(index) === undefined) return refuse('no_reference_price');
    const price = floor.referencePrice(index);
    const time = wireTime(floor.time, request.timeUnit);
    return accept(`{"symbol":"${name}","referencePrice":${referencePriceText(price)},"timestamp":${time}}`);
  },
};

export const referencePriceCalculation: PublicOperation = {
  name: 'referencePrice.calculation',
  access: 'public',
  rest: { method: 'GET', path: '/api/v3/referencePrice/calculation' },
  weight: weighing(2),
  run(request) {
    const read = readSymbol(request, (reader, instrument) => checkSymbolStatus(reader, request.session, instrument));
    if (!read.ok) return read;
    const { name, definition } = read.value;
    return accept(JSON.stringify({ symbol: name, calculationType: 'ARITHMETIC_MEAN', ...definition.referencePrice }));
  },
};

/** A symbol that has a reference price. Refuses with `no_reference_price`. */
function readSymbol(
  { session, parameters }: PublicRequest,
  check: (reader: ParameterReader, instrument: Instrument | undefined) => void,
): Outcome<Instrument> {
  const reader = new ParameterReader(parameters);
  const instrument = reader.symbol(session.floor.instruments);
  check(reader, instrument);
  const read = reader.finish(instrument);
  if (!read.ok) return read;
  return instrument?.definition.referencePrice === undefined ? refuse('no_reference_price') : accept(instrument);
}
