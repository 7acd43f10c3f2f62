import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { RequestTimes } from './request-times.ts';

const routes = ['/api/v3/order', '/api/v3/depth'];
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const seconds = fc.oneof(fc.constantFrom(...buckets), fc.double({ min: 0, max: 20, noNaN: true }));
const done = fc.tuple(
  fc.constantFrom(...routes),
  fc.constantFrom('GET', 'POST'),
  fc.constantFrom(200, 204, 429, 503),
  seconds,
);

test("request times read like the client library's histogram of the same requests", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(done, { maxLength: 40 }), async (requests) => {
      const times = new RequestTimes();
      const registry = new Registry();
      const library = new Histogram({
        name: 'paperfloor_request_seconds',
        help: 'Time from a request to the end of its answer, by route pattern.',
        labelNames: ['route', 'method', 'status'],
        buckets,
        registers: [registry],
      });
      for (const [route, method, status, took] of requests) {
        times.add(route, method, status, took);
        library.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, took);
      }
      assert.deepEqual(lines(times.text()), lines(await registry.metrics()));
    }),
  );
});

function lines(text: string): string[] {
  return text.trim().split('\n').sort();
}
