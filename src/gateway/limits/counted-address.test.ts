import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRateLimits } from '../wire/rate-limits.ts';
import { countedAddress } from './counted-address.ts';
import { RequestLimits } from './request-limits.ts';

test('an IPv6 address of the internet counts as its network of 64 bits, however it is written', () => {
  for (const [address, counted] of [
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
    ['2600::', '2600:0:0:0::/64'],
  ] as const) {
    assert.equal(countedAddress(address), counted, address);
  }
});

test('IPv4 addresses and those of private networks count by themselves', () => {
  for (const address of ['203.0.113.9', '::1', 'fd00:1:2:3::4', 'fe80::1%eth0', '64:ff9b::203.0.113.9', '']) {
    assert.equal(countedAddress(address), address);
  }
});

test('who changes his IPv6 address within its network has one limit and one ban', () => {
  const rateLimits = { ...defaultRateLimits, weightPerMinute: 100, connectsPerFiveMinutes: 3 };
  const limits = new RequestLimits({ rateLimits, enforced: true, nowMs: () => 1_700_000_040_000 });
  const own = (index: number) => `2001:db8:1:2::${index.toString(16)}`;
  for (let index = 0; index < 100; index++) assert.equal(limits.charge(own(index), 1), undefined);
  assert.equal(limits.charge(own(100), 1)?.error.status, 429);
  assert.equal(limits.used(own(101)), 101);
  limits.refund(own(102), 1);
  assert.equal(limits.used(own(103)), 100);
  for (let index = 0; index < 300; index++) limits.charge(own(index), 1);
  assert.equal(limits.banned(own(999))?.error.status, 418);
  assert.equal(limits.banned('2001:db8:1:3::1'), undefined);
  for (let index = 0; index < 3; index++) assert.equal(limits.connect(own(index)), undefined);
  assert.equal(limits.connect(own(3))?.error.status, 429);
});
