/** The ledger in a snapshot: open accounts ascending, each with its fee rates, trade group and every balance. */
import type { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { exactLimit } from '../units/arithmetic.ts';
import type { Ledger } from './ledger.ts';

export function encodeLedger(out: ByteWriter, ledger: Ledger, assets: number): void {
  const accounts = ledger.accounts();
  out.u32(accounts.length);
  for (const account of accounts) {
    out.u32(account);
    out.u32(ledger.makerPpm(account));
    out.u32(ledger.takerPpm(account));
    out.u32(ledger.groupOf(account));
    for (let asset = 0; asset < assets; asset++) {
      writeAmount(out, ledger.available(account, asset));
      writeAmount(out, ledger.held(account, asset));
    }
  }
}

/** Into a new ledger. */
export function decodeLedger(input: ByteReader, ledger: Ledger, assets: number): void {
  const count = input.u32();
  for (let i = 0; i < count; i++) {
    const account = input.u32();
    const makerPpm = input.u32();
    const takerPpm = input.u32();
    const group = input.u32();
    if (!ledger.has(account)) ledger.open(account, makerPpm, takerPpm);
    ledger.setGroup(account, group);
    for (let asset = 0; asset < assets; asset++) ledger.restore(account, asset, readAmount(input), readAmount(input));
  }
}

/** Canonical: a value below 2^53 in size is a double, any other a bigint. */
function writeAmount(out: ByteWriter, value: bigint): void {
  const fits = value < BigInt(exactLimit) && value > -BigInt(exactLimit);
  out.u8(fits ? 0 : 1);
  if (fits) out.f64(Number(value));
  else out.bigint(value);
}

function readAmount(input: ByteReader): bigint {
  return input.u8() === 0 ? BigInt(input.f64()) : input.bigint();
}
