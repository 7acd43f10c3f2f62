/** `symbolStatus` in questions about symbols: of one symbol it must be true, of several it chooses. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import type { SymbolStatus } from '../../core/messages/symbol-status.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { ParameterReader } from '../wire/parameter-reader.ts';

/** CANCEL_ONLY can be shown but not asked for, as on Binance. */
const asked: ReadonlyMap<string, SymbolStatus> = new Map([
  ['TRADING', 'trading'],
  ['HALT', 'halt'],
  ['BREAK', 'break'],
]);

export function readSymbolStatus(reader: ParameterReader): SymbolStatus | undefined {
  return reader.choice('symbolStatus', asked, 'invalid_symbol_status');
}

/** Of a question about one symbol. Fails with `invalid_symbol_status`, `symbol_status_mismatch`. */
export function checkSymbolStatus(
  reader: ParameterReader,
  session: FloorSession,
  instrument: Instrument | undefined,
): void {
  const status = readSymbolStatus(reader);
  if (status === undefined || instrument === undefined) return;
  if (!withStatus(session, [instrument], status).length) reader.fail('symbol_status_mismatch');
}

/** Those that have the status; all when none is asked for. */
export function withStatus(
  session: FloorSession,
  symbols: readonly Instrument[],
  status: SymbolStatus | undefined,
): readonly Instrument[] {
  if (status === undefined) return symbols;
  return symbols.filter(({ index }) => session.floor.symbolStatus(index) === status);
}
