/** A deployment whose command was killed, at any moment: the next `ops rollback` leaves the release that served before, alone. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { rollback } from './rollback.ts';
import { pretend } from './test-support/pretend.ts';
import { readTraffic, type Traffic } from './traffic.ts';

const text = ({ active, candidate, percent }: Traffic) =>
  `active ${active}\ncandidate ${candidate}\ncanary_percent ${percent}\n`;
const filled = { blue: '0.1.0 aa active', green: '0.2.0 bb active' };

/** Two load balancers that keep the plan they are given, and two hosts with a release in each slot or in none. */
function environment(plans: Record<string, Traffic>, slots: Readonly<Record<'blue' | 'green', string>> = filled) {
  const server = (slot: string, role: string) =>
    `=== ${slot} 0 active\n{"status":"ready","parts":{},"floors":[{"name":"main","role":"${role}","epoch":1,"behind":0}]}\n--- 200\n`;
  const { place, ran } = pretend((host, words) => {
    if (words.includes('set map')) {
      const [active, candidate, percent] = words.split(' ').slice(-3);
      plans[host] = readTraffic(`active ${active}\ncandidate ${candidate}\ncanary_percent ${percent}\n`);
      return text(plans[host]);
    }
    const plan = plans[host];
    if (plan !== undefined) return `${text(plan)}---\n${text(plan)}`;
    if (words.includes('MemAvailable'))
      return `provisioned\nslot blue ${slots.blue}\nslot green ${slots.green}\ndisk 9000000000\nmemory 2000000\nclock ${Date.now()}\n`;
    if (words.includes('/readyz')) return `${server('blue', 'writer')}${server('green', 'follower')}`;
    return '';
  }, Object.keys(plans));
  const logsDirectory = join(mkdtempSync(join(tmpdir(), 'paperfloor-interrupted-')), 'logs');
  return { ran, back: () => rollback({ place, logsDirectory, write: () => {} }) };
}

const whole: Traffic = { active: 'blue', candidate: 'blue', percent: 0 };

for (const [moment, left] of Object.entries<Record<string, Traffic>>({
  'while it was installed': {
    lb1: { active: 'blue', candidate: 'green', percent: 0 },
    lb2: { active: 'blue', candidate: 'green', percent: 0 },
  },
  'in its canary': {
    lb1: { active: 'blue', candidate: 'green', percent: 20 },
    lb2: { active: 'blue', candidate: 'green', percent: 20 },
  },
  'while one load balancer was told of the canary': {
    lb1: whole,
    lb2: { active: 'blue', candidate: 'green', percent: 20 },
  },
  'while one load balancer was told of the switch': {
    lb1: { active: 'green', candidate: 'green', percent: 0 },
    lb2: { active: 'blue', candidate: 'green', percent: 25 },
  },
})) {
  test(`a deployment that was killed ${moment}: the release before serves alone, and the candidate is gone`, async () => {
    const plans = { ...left };
    const { ran, back } = environment(plans);
    const { active, version } = await back();
    assert.deepEqual([active, version], ['blue', '0.1.0']);
    assert.deepEqual(plans, { lb1: whole, lb2: whole });
    for (const host of ['app1', 'app2']) {
      assert.ok(ran.includes(`${host}: sudo rm -f /opt/paperfloor/slots/green`), `${host} keeps the candidate`);
      assert.ok(!ran.includes(`${host}: sudo rm -f /opt/paperfloor/slots/blue`), `${host} has lost its release`);
    }
  });
}

test('a way back that was killed before the other slot was stopped is gone on with, not turned round', async () => {
  const halfway: Traffic = { active: 'blue', candidate: 'green', percent: 0 };
  const plans: Record<string, Traffic> = { lb1: { active: 'green', candidate: 'green', percent: 0 } };
  const first = environment(plans);
  await first.back();
  const set = first.ran.filter((words) => words.includes('set map'));
  assert.match(
    set[0] ?? '',
    /traffic blue green 0$/,
    'that there is something left to do stands on the load balancers',
  );
  const stopped = first.ran.findLastIndex((words) => words.includes('systemctl stop'));
  assert.ok(first.ran.findLastIndex((words) => words.includes('set map')) > stopped, 'until the other slot is stopped');
  const again = { lb1: halfway };
  const { active } = await environment(again).back();
  assert.equal(active, 'blue');
});

test('a load balancer that was off meanwhile, and comes back with the plan of then, is put where the release is', async () => {
  const stale: Traffic = { active: 'green', candidate: 'green', percent: 0 };
  for (const left of [
    { lb1: whole, lb2: stale },
    { lb1: stale, lb2: whole },
  ]) {
    const plans: Record<string, Traffic> = { ...left };
    const { active } = await environment(plans, { blue: '0.1.0 aa active', green: '  inactive' }).back();
    assert.equal(active, 'blue');
    assert.deepEqual(plans, { lb1: whole, lb2: whole });
  }
});
