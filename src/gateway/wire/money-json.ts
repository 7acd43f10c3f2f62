/** Movements of paper money as JSON text. */
import type { Instruments } from '../../core/instruments/instrument.ts';
import type { Amount, AssetIndex } from '../../core/units/brand.ts';
import { formatAmount } from '../../core/units/convert.ts';
import type { AccountMovement } from '../../journal/history-reader.ts';
import { type TimeUnit, wireTime } from './time-unit.ts';

export interface DoneMovement {
  readonly movementId: number;
  readonly asset: AssetIndex;
  /** Without sign. */
  readonly amount: Amount;
}

export function movementAnswer(instruments: Instruments, { movementId, asset, amount }: DoneMovement): string {
  return `{"movementId":${movementId},${amountFields(instruments, asset, amount)}}`;
}

/** `nameOf` tells the other account of a transfer; it may be one that the reader can't see. */
export function movementsAnswer(
  instruments: Instruments,
  movements: readonly AccountMovement[],
  nameOf: (account: number) => string | undefined,
  unit: TimeUnit,
): string {
  const rows = movements.map(({ movementId, kind, asset, amount, counterparty, time }) => {
    const other = counterparty === undefined ? undefined : nameOf(counterparty);
    return (
      `{"movementId":${movementId},"kind":"${kind}",${amountFields(instruments, asset, amount)},` +
      `${other === undefined ? '' : `"counterparty":${JSON.stringify(other)},`}"time":${wireTime(time, unit)}}`
    );
  });
  return `[${rows.join(',')}]`;
}

function amountFields(instruments: Instruments, asset: AssetIndex, amount: bigint): string {
  const { name = '', decimals = 8 } = instruments.assets[asset] ?? {};
  return `"asset":"${name}","amount":"${formatAmount(amount, decimals)}"`;
}
