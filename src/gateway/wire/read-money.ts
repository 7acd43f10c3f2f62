/** An asset of the floor and an amount of it, as money operations are told them. */
import type { Instruments } from '../../core/instruments/instrument.ts';
import type { Amount, AssetIndex } from '../../core/units/brand.ts';
import { parseAmount } from '../../core/units/convert.ts';
import type { Legal, ParameterReader } from './parameter-reader.ts';
import { legalDecimal } from './parameter-reader.ts';

const legalAsset: Legal = { pattern: /^[A-Z0-9]{1,20}$/, spelling: '^[A-Z0-9]{1,20}$' };
/** Smallest units: keeps a movement, and the sum of very many, within what the ledger counts fast. */
export const amountMax = 10n ** 18n;

/** The mandatory `asset`; undefined only after a fault. */
export function readAsset(reader: ParameterReader, instruments: Instruments): AssetIndex | undefined {
  return namedAsset(reader, instruments, reader.requiredText('asset', legalAsset));
}

export function readOptionalAsset(reader: ParameterReader, instruments: Instruments): AssetIndex | undefined {
  return readNamedAsset(reader, instruments, 'asset');
}

/** The same under another parameter's name. */
export function readNamedAsset(
  reader: ParameterReader,
  instruments: Instruments,
  parameter: string,
): AssetIndex | undefined {
  const name = reader.text(parameter, legalAsset);
  return name === undefined ? undefined : namedAsset(reader, instruments, name, parameter);
}

/** Above zero, in smallest units. Undefined when it was not sent, or after a fault. */
export function readAmount(reader: ParameterReader, decimals: number): Amount | undefined {
  const text = reader.text('amount', legalDecimal);
  if (text === undefined) return undefined;
  const read = parseAmount(text, decimals);
  if (!read.ok) reader.fail('too_much_precision', 'amount');
  else if (read.value === 0n || read.value > amountMax) reader.fail('invalid_parameter', 'amount');
  else return read.value;
  return undefined;
}

export function decimalsOf(instruments: Instruments, asset: AssetIndex | undefined): number {
  return (asset === undefined ? undefined : instruments.assets[asset]?.decimals) ?? 8;
}

function namedAsset(
  reader: ParameterReader,
  instruments: Instruments,
  name: string,
  parameter = 'asset',
): AssetIndex | undefined {
  const asset = instruments.assetByName(name);
  if (asset === undefined) reader.fail('invalid_parameter', parameter);
  return asset;
}
