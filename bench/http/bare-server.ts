/**
 * The yardstick of the HTTP benchmark: a bare node:http server that checks the HMAC of a signed order, splits its
 * parameters and answers a body of the usual size. No book, no journal, no framework.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const key = createSecretKey(Buffer.from(process.argv[2] ?? '', 'utf8'));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const url = request.url ?? '';
    const queryFrom = url.indexOf('?') + 1;
    const query = (queryFrom > 0 ? url.slice(queryFrom) : '') + Buffer.concat(chunks).toString('latin1');
    const cut = query.lastIndexOf('&signature=');
    const expected = createHmac('sha256', key).update(query.slice(0, cut)).digest();
    const given = Buffer.from(query.slice(cut + 11), 'hex');
    const fields = new Map(
      query
        .slice(0, cut)
        .split('&')
        .map((pair) => pair.split('=') as [string, string]),
    );
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      const refusal = '{"code":-1022,"msg":"Signature for this request is not valid."}';
      response.writeHead(400, { 'content-type': 'application/json', 'content-length': refusal.length });
      response.end(refusal);
      return;
    }
    const now = Date.now();
    const answer =
      `{"symbol":"${fields.get('symbol')}","orderId":28,"orderListId":-1,"clientOrderId":"${fields.get('newClientOrderId')}",` +
      `"transactTime":${now},"price":"50000.00000000","origQty":"0.00100000","executedQty":"0.00000000","origQuoteOrderQty":"0.00000000",` +
      `"cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"LIMIT","side":"BUY","workingTime":${now},` +
      `"fills":[],"selfTradePreventionMode":"EXPIRE_MAKER"}`;
    response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8', 'content-length': answer.length });
    response.end(answer);
  });
});

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}`);
});
process.on('SIGTERM', () => process.exit(0));
