/** Decimal texts of a request as ticks, lots and smallest units; what is wrong with one is an error with its parameter's name. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import type { Amount, Price, Quantity } from '../../core/units/brand.ts';
import { parseAmount, priceToTicks, quantityToLots, type UnitResult } from '../../core/units/convert.ts';
import type { ErrorName } from './errors.ts';
import { accept, type Outcome, refuse } from './outcome.ts';
import { legalDecimal } from './parameter-reader.ts';

export function readPrice(instrument: Instrument, name: string, text: string): Outcome<Price> {
  return converted<Price>(name, priceToTicks(instrument, text), { zero: 'invalid_price', offGrid: 'filter_price' });
}

export function readQuantity(instrument: Instrument, name: string, text: string): Outcome<Quantity> {
  const lots = quantityToLots(instrument, text);
  return converted<Quantity>(name, lots, { zero: 'invalid_quantity', offGrid: 'filter_lot_size' });
}

/** An amount of the quote asset, with so many decimals at most. */
export function readAmount(decimals: number, name: string, text: string): Outcome<Amount> {
  const amount = parseAmount(text, decimals);
  return converted<Amount>(name, amount, { zero: 'invalid_quote_quantity', offGrid: 'invalid_quote_quantity' });
}

function converted<T extends number | bigint>(
  name: string,
  result: UnitResult<T>,
  errors: { readonly zero: ErrorName; readonly offGrid: ErrorName },
): Outcome<T> {
  if (result.ok) return Number(result.value) === 0 ? refuse(errors.zero) : accept(result.value);
  switch (result.problem) {
    case 'malformed':
      return refuse('illegal_characters', name, legalDecimal.spelling);
    case 'too_precise':
      return refuse('too_much_precision', name);
    case 'off_grid':
    case 'out_of_range':
      return refuse(errors.offGrid);
  }
}
