/**
 * The ledger in a snapshot: open accounts ascending, each with its fee rates, trade group and its balances. Of most assets most
 * accounts have nothing: a zero that says so is all that is written of it.
 */
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { type Slices, sliceSize } from '../snapshot/slices.ts';
import { exactLimit } from '../units/arithmetic.ts';
import type { Ledger } from './ledger.ts';

const exact = BigInt(exactLimit);

export function* encodeLedger(out: ByteWriter, ledger: Ledger, assets: number): Slices<void> {
  const accounts = ledger.accounts();
  let written = 0;
  out.uint(accounts.length);
  for (const account of accounts) {
    out.uint(account);
    out.u32(ledger.makerPpm(account));
    out.u32(ledger.takerPpm(account));
    out.uint(ledger.groupOf(account));
    for (let asset = 0; asset < assets; asset++) {
      writeAmount(out, ledger.available(account, asset));
      writeAmount(out, ledger.held(account, asset));
    }
    if (++written % sliceSize === 0) yield;
  }
}

/** Into a new ledger. */
export function decodeLedger(input: ByteReader, ledger: Ledger, assets: number): void {
  const count = input.uint();
  for (let i = 0; i < count; i++) {
    const account = input.uint();
    const makerPpm = input.u32();
    const takerPpm = input.u32();
    const group = input.uint();
    if (!ledger.has(account)) ledger.open(account, makerPpm, takerPpm);
    ledger.setGroup(account, group);
    for (let asset = 0; asset < assets; asset++) ledger.restore(account, asset, readAmount(input), readAmount(input));
  }
}

/** Canonical: 0; 1 and a positive value below 2^53; any other as a bigint behind 2. */
function writeAmount(out: ByteWriter, value: bigint): void {
  if (value === 0n) out.u8(0);
  else if (value > 0n && value < exact) {
    out.u8(1);
    out.uint(Number(value));
  } else {
    out.u8(2);
    out.bigint(value);
  }
}

function readAmount(input: ByteReader): bigint {
  switch (input.u8()) {
    case 0:
      return 0n;
    case 1:
      return BigInt(input.uint());
    default:
      return input.bigint();
  }
}
