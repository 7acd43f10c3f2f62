/** The paper money of a floor that nobody has described: what a visitor starts with, and what the faucet gives him later. */
import type { AssetDefinition, MoneyDefinition } from '../core/instruments/definition.ts';

/** The faucet gives a tenth of the start at once, half of it in a day, and fills up to the whole. */
const gifts: readonly (readonly [asset: string, start: string, perClaim: string, perDay: string])[] = [
  ['USDT', '100000', '10000', '50000'],
  ['BTC', '1', '0.1', '0.5'],
  ['ETH', '10', '1', '5'],
  ['BNB', '50', '5', '25'],
];

/** As far as the floor has these assets. */
export function defaultMoney(assets: readonly AssetDefinition[]): MoneyDefinition {
  const given = gifts.filter(([asset]) => assets.some(({ name }) => name === asset));
  return {
    grant: Object.fromEntries(given.map(([asset, start]) => [asset, start])),
    faucet: given.map(([asset, balanceMax, perClaim, perDay]) => ({ asset, perClaim, perDay, balanceMax })),
  };
}
