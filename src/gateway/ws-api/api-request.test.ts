import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { readApiRequest } from './api-request.ts';

function requestOf(text: string) {
  const reading = readApiRequest(text);
  assert.ok(reading.ok, text);
  return reading.request;
}

test('the signature covers the parameters sorted by name, with values as they were written', () => {
  const request = requestOf(
    '{"id":1,"method":"v3/order.place","params":{"timestamp":1700000000000,"symbol":"BTCUSDT","quantity":0.10,' +
      '"price":"52000.00","apiKey":"k","signature":"s","returnRateLimits":false,"newClientOrderId":"ü"}}',
  );
  assert.equal(request.method, 'order.place');
  assert.equal(
    Buffer.from(request.payload(), 'latin1').toString('utf8'),
    'apiKey=k&newClientOrderId=ü&price=52000.00&quantity=0.10&returnRateLimits=false&symbol=BTCUSDT&timestamp=1700000000000',
  );
  assert.deepEqual(
    [...request.parameters],
    [
      ['timestamp', '1700000000000'],
      ['symbol', 'BTCUSDT'],
      ['quantity', '0.10'],
      ['price', '52000.00'],
      ['newClientOrderId', 'ü'],
    ],
  );
  assert.deepEqual([request.apiKey, request.signature, request.returnRateLimits], ['k', 's', false]);
});

test('the documented examples of signed requests give the documented signatures', () => {
  const secret = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
  const rest =
    '"timeInForce":"GTC","timestamp":1645423376532,"signature":"x",' +
    '"apiKey":"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"}}';
  const ascii =
    '{"id":1,"method":"order.place","params":{"symbol":"BTCUSDT","side":"SELL","type":"LIMIT",' +
    `"quantity":"0.01000000","price":"52000.00","recvWindow":100,${rest}`;
  const wide =
    '{"id":1,"method":"order.place","params":{"symbol":"１２３４５６","side":"BUY","type":"LIMIT",' +
    `"quantity":"1.00000000","price":"0.10000000","recvWindow":5000,${rest}`;
  const signatures = [ascii, wide].map((text) =>
    createHmac('sha256', secret).update(requestOf(text).payload(), 'latin1').digest('hex'),
  );
  assert.deepEqual(signatures, [
    'aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24',
    'b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd',
  ]);
});

test('malformed requests say what is wrong and carry the id when there is one', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['', 'null', -1135],
    ['[]', 'null', -1135],
    ['{"method":"ping"}', 'null', -1102],
    ['{"id":1.5,"method":"ping"}', 'null', -1102],
    ['{"id":7}', '7', -1102],
    ['{"id":"a","method":5}', '"a"', -1102],
    ['{"id":null,"method":"ping","params":[]}', 'null', -1135],
    ['{"id":1,"method":"ping","param":{}}', '1', -1135],
    ['{"id":1,"id":2,"method":"ping"}', 'null', -1135],
    ['{"id":1,"method":"ping","params":{"a":1,"a":2}}', 'null', -1135],
    ['{"id":1,"method":"ping","params":{"returnRateLimits":"no"}}', '1', -1100],
  ];
  for (const [text, id, code] of cases) {
    const reading = readApiRequest(text);
    assert.ok(!reading.ok, text);
    assert.deepEqual([reading.id, reading.error.code], [id, code], text);
  }
});
