/** Names and values that programs have tripped over: for parameters of requests, in texts and in JSON. */
import fc from 'fast-check';
import { placeOrderNames } from '../../src/gateway/wire/read-order.ts';

export const parameterNames = [
  ...placeOrderNames,
  ...['orderListId', 'listClientOrderId', 'aboveType', 'abovePrice', 'belowType', 'belowStopPrice', 'workingType'],
  ...['workingSide', 'workingQuantity', 'pendingType', 'pendingSide', 'pendingQuantity', 'limit', 'fromId', 'orderId'],
  ...['origClientOrderId', 'startTime', 'endTime', 'interval', 'timeZone', 'symbols', 'symbolStatus', 'permissions'],
  ...['recvWindow', 'timestamp', 'apiKey', 'signature', 'returnRateLimits', 'subscriptionId', 'windowSize', 'label'],
  ...['omitZeroBalances', 'cancelRestrictions', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''],
];

const usual = [
  ...['BTCUSDT', 'ETHBTC', 'BUY', 'SELL', 'LIMIT', 'MARKET', 'GTC', 'FOK', '1', '0.5', '50000', '1m', '1M', 'true'],
  ...['FULL', '1767323045678', '+14:00', '-13:00', 'ONLY_NEW'],
];

export const hostileTexts = [
  ...[
    '',
    '0',
    '-0',
    '1e400',
    'NaN',
    '0x1F',
    ' 1',
    '99999999999999999999',
    '9007199254740993',
    '0.00000000000000000001',
  ],
  ...['１２', 'null', '[]', '["BTCUSDT"]', '["', '{"a":1}', "'; DROP TABLE floor; --", "1' OR pg_sleep(5) --"],
  ...['<script>alert(1)</script>', '../../etc/passwd', '{{7*7}}', '%n%s', '%00', '\u0000', '\r\nset-cookie: a=b'],
  ...['😀', '\ud800', 'a'.repeat(5000)],
];

export const awkwardName = fc.oneof(fc.constantFrom(...parameterNames), fc.string({ maxLength: 12 }));

export const awkwardText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...usual) },
  { weight: 3, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);

export const awkwardJson = fc.oneof(
  fc.constantFrom<unknown>(null, true, -0, 1e300, 9_007_199_254_740_992, 0.1, [], {}, [[[]]], { a: { b: 1 } }),
  fc.jsonValue({ maxDepth: 2 }),
);
