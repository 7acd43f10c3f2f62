/** Symbols: listed, and opened or closed for trading. */
import { Type } from '@sinclair/typebox';
import { type SymbolStatus, symbolStatuses } from '../../core/messages/symbol-status.ts';
import { findFloor, floorOption } from './floor-lookup.ts';
import { operation } from './operation.ts';
import { AdminProblem } from './problem.ts';

export interface SymbolAnswer {
  readonly floor: string;
  readonly symbol: string;
  readonly status: SymbolStatus;
}

export const symbolList = operation({
  input: Type.Object({ floor: floorOption }),
  run({ floors }, input): readonly SymbolAnswer[] {
    const { name, floor } = findFloor(floors, input.floor);
    return floor.instruments.symbols.map((symbol) => ({
      floor: name,
      symbol: symbol.name,
      status: floor.symbolStatus(symbol.index),
    }));
  },
});

export const symbolSetStatus = operation({
  input: Type.Object({ floor: floorOption, symbol: Type.String(), status: Type.String() }),
  async run({ floors }, input): Promise<SymbolAnswer> {
    const session = findFloor(floors, input.floor);
    const status = symbolStatuses.find((one) => one === input.status.replace('-', '_'));
    if (status === undefined) {
      const known = symbolStatuses.map((one) => one.replace('_', '-')).join(', ');
      throw new AdminProblem('invalid_status', `expected a status of ${known}, found ${JSON.stringify(input.status)}`);
    }
    const instrument = session.floor.instruments.symbolByName(input.symbol.toUpperCase());
    if (instrument === undefined) {
      throw new AdminProblem(
        'unknown_symbol',
        `no symbol ${JSON.stringify(input.symbol)} on floor ${session.name}`,
        `paperfloor symbol list ${session.name}`,
      );
    }
    const result = await session.submit({ type: 'set_symbol_status', symbol: instrument.index, status });
    if (!result.ok) {
      throw new AdminProblem(result.rejection.reason, `floor ${session.name} refused: ${result.rejection.reason}`);
    }
    return { floor: session.name, symbol: instrument.name, status };
  },
});
