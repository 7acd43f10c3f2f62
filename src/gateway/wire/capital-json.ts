/** Deposits and withdrawals as the exchange's wallet shows them. Times are milliseconds, or text in UTC, whatever unit is asked for. */
import type { Instruments } from '../../core/instruments/instrument.ts';
import { formatAmount } from '../../core/units/convert.ts';
import type { AccountMovement } from '../../journal/history-reader.ts';

/** Success, and completed. */
export const depositStatus = 1;
export const withdrawalStatus = 6;

const network = 'PAPER';

export function depositsAnswer(instruments: Instruments, rows: readonly AccountMovement[]): string {
  const texts = rows.map((movement) => {
    const time = Math.floor(movement.time / 1000);
    return {
      ...shared(instruments, movement),
      status: depositStatus,
      insertTime: time,
      completeTime: time,
      confirmTimes: '1/1',
      unlockConfirm: 0,
    };
  });
  return JSON.stringify(texts);
}

export function withdrawalsAnswer(instruments: Instruments, rows: readonly AccountMovement[]): string {
  const texts = rows.map((movement) => {
    const time = new Date(movement.time / 1000).toISOString().slice(0, 19).replace('T', ' ');
    return {
      ...shared(instruments, movement),
      status: withdrawalStatus,
      transactionFee: '0',
      applyTime: time,
      completeTime: time,
      confirmNo: 1,
      info: movement.kind,
    };
  });
  return JSON.stringify(texts);
}

/** A transfer between a user's accounts is internal, and both sides have one id. */
function shared(instruments: Instruments, { movementId, kind, asset, amount }: AccountMovement) {
  const { name = '', decimals = 8 } = instruments.assets[asset] ?? {};
  const isInternal = kind === 'transfer';
  return {
    id: String(movementId),
    amount: formatAmount(amount < 0n ? -amount : amount, decimals),
    coin: name,
    network,
    address: '',
    addressTag: '',
    txId: isInternal ? `Internal transfer ${movementId}` : `${kind} ${movementId}`,
    transferType: isInternal ? 1 : 0,
    walletType: 0,
  };
}
