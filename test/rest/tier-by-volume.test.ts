/** The tier that an account's volume has earned, as its commission queries tell it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quietFloor } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import { createTestGateway } from '../support/test-gateway.ts';

test('commission queries tell the rates of the tier from the next day on', async () => {
  const quiet = quietFloor();
  const tiers = [{ name: 'busy', makerPpm: 200, takerPpm: 400, volumeMin: '1000' }];
  const definition = { ...quiet, fees: { ...quiet.fees, tiers, volumeAsset: 'USDT' } };
  const session = new MemorySession({ definition, frozen: true });
  const gateway = await createTestGateway({ session, limits: false });
  const [maker, taker] = [await gateway.client(), await gateway.client()];
  const symbol = 'BTCUSDT';
  const limit = { symbol, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.02', price: '50000' };
  await maker.call('POST', '/api/v3/order', { ...limit, side: 'SELL' });
  await taker.call('POST', '/api/v3/order', { ...limit, side: 'BUY' });
  const rates = async () => {
    const { standardCommission } = (await taker.call('GET', '/api/v3/account/commission', { symbol })).body;
    return [standardCommission.maker, standardCommission.taker];
  };
  assert.deepEqual(await rates(), ['0.00100000', '0.00100000']);
  await session.step(86_400_000_000);
  assert.deepEqual(await rates(), ['0.00020000', '0.00040000']);
  const { commissionRates } = (await taker.call('GET', '/api/v3/account')).body;
  assert.deepEqual([commissionRates.maker, commissionRates.taker], ['0.00020000', '0.00040000']);
  await gateway.close();
});
