import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorJson, errorTable, wireError } from './errors.ts';

test('every error has a client or server status, a negative code and a sentence', () => {
  for (const [name, [status, code, message]] of Object.entries(errorTable)) {
    assert.ok(status >= 400 && status < 600, name);
    assert.ok(Number.isInteger(code) && code <= -1000, name);
    assert.ok(message.length > 8, name);
  }
});

test('the sentences that clients match are spelt as on the exchange', () => {
  const sentences: Record<string, [number, string]> = {
    insufficient_balance: [-2010, 'Account has insufficient balance for requested action.'],
    would_take: [-2010, 'Order would immediately match and take.'],
    duplicate_order: [-2010, 'Duplicate order sent.'],
    unknown_order_sent: [-2011, 'Unknown order sent.'],
    cancel_restricted: [-2011, 'Order was not canceled due to cancel restrictions.'],
    no_such_order: [-2013, 'Order does not exist.'],
    invalid_symbol: [-1121, 'Invalid symbol.'],
    invalid_signature: [-1022, 'Signature for this request is not valid.'],
    outside_receive_window: [-1021, 'Timestamp for this request is outside of the recvWindow.'],
    ahead_of_server: [-1021, "Timestamp for this request was 1000ms ahead of the server's time."],
    bad_key_format: [-2014, 'API-key format invalid.'],
    unknown_key: [-2015, 'Invalid API-key, IP, or permissions for action.'],
    filter_lot_size: [-1013, 'Filter failure: LOT_SIZE'],
    filter_price: [-1013, 'Filter failure: PRICE_FILTER'],
    filter_notional: [-1013, 'Filter failure: NOTIONAL'],
  };
  for (const [name, [code, message]] of Object.entries(sentences)) {
    const error = wireError(name as keyof typeof errorTable);
    assert.deepEqual([error.code, error.message], [code, message]);
  }
});

test('values are filled in order, and JSON stays JSON whatever they are', () => {
  const error = wireError('illegal_characters', 'a"b', '^\\d$');
  assert.equal(error.message, "Illegal characters found in parameter 'a\"b'; legal range is '^\\d$'.");
  assert.deepEqual(JSON.parse(errorJson(error)), { code: -1100, msg: error.message });
});
