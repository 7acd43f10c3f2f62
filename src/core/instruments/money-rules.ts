/**
 * The money part of a floor's definition, read once: what a new account of a visitor starts with, and what the faucet gives.
 * Amounts become smallest units. What cannot be kept is refused with the name of the field.
 */
import type { AssetIndex } from '../units/brand.ts';
import type { FaucetDefinition, FloorDefinition } from './definition.ts';
import { decimal, expect, isWhole, problem } from './definition-check.ts';

/** Smallest units of one asset. */
export interface Faucet {
  readonly perClaim: bigint;
  readonly perDay: bigint;
  readonly balanceMax: bigint;
}

export interface Grant {
  readonly asset: AssetIndex;
  readonly amount: bigint;
}

export interface MoneyRules {
  readonly grant: readonly Grant[];
  /** By asset index; undefined where the faucet does not give. */
  readonly faucets: readonly (Faucet | undefined)[];
  /** How often an account may start again in a day of floor time. */
  readonly resetsPerDay: number;
}

/** Throws `DefinitionError`. */
export function readMoneyRules(floor: FloorDefinition, assets: ReadonlyMap<string, AssetIndex>): MoneyRules {
  const { grant = {}, faucet = [], resetsPerDay = Number.POSITIVE_INFINITY } = floor.money ?? {};
  const find = (name: string, field: string): AssetIndex => {
    const asset = assets.get(name);
    if (asset === undefined) throw problem(field, 'the name of an asset of the floor', name);
    return asset;
  };
  const amountOf = (asset: AssetIndex, text: string, field: string): bigint =>
    decimal(text, floor.assets[asset]?.decimals ?? 0, field);
  const grants = Object.entries(grant).map(([name, text]) => {
    const asset = find(name, 'money.grant');
    return { asset, amount: amountOf(asset, text, `money.grant.${name}`) };
  });
  const faucets: (Faucet | undefined)[] = floor.assets.map(() => undefined);
  faucet.forEach((definition, index) => {
    const at = `money.faucet[${index}]`;
    const asset = find(definition.asset, `${at}.asset`);
    expect(faucets[asset] === undefined, `${at}.asset`, 'an asset named once', definition.asset);
    faucets[asset] = readFaucet(definition, at, (field) => amountOf(asset, definition[field], `${at}.${field}`));
  });
  const isCount = resetsPerDay === Number.POSITIVE_INFINITY || isWhole(resetsPerDay, 0, 1_000_000);
  expect(isCount, 'money.resetsPerDay', 'a whole number from 0 to 1000000', resetsPerDay);
  return { grant: grants, faucets, resetsPerDay };
}

function readFaucet(
  definition: FaucetDefinition,
  at: string,
  amount: (field: 'perClaim' | 'perDay' | 'balanceMax') => bigint,
): Faucet {
  const faucet = { perClaim: amount('perClaim'), perDay: amount('perDay'), balanceMax: amount('balanceMax') };
  expect(faucet.perDay >= faucet.perClaim, `${at}.perDay`, 'no less than perClaim', definition.perDay);
  expect(faucet.balanceMax >= faucet.perClaim, `${at}.balanceMax`, 'no less than perClaim', definition.balanceMax);
  return faucet;
}
