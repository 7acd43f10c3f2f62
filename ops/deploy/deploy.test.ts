/** The whole of a deployment over hosts that only pretend: what is run on which of them, and what is left when something fails. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { aManifest } from '../release/test-support/a-manifest.ts';
import { type DeployOptions, deploy } from './deploy.ts';
import { defaultLimits } from './gate.ts';
import type { Place } from './place.ts';
import { rollback } from './rollback.ts';
import { pretend } from './test-support/pretend.ts';

const map = 'active blue\ncandidate blue\ncanary_percent 0\n';
/** The plan that a load balancer is given, as it says it afterwards. */
const taken = (words: string) => {
  const [active, candidate, percent] = words.split(' ').slice(-3);
  return `active ${active}\ncandidate ${candidate}\ncanary_percent ${percent}\n`;
};
const bare = (now: number) =>
  `provisioned\nslot blue   inactive\nslot green   inactive\ndisk 9000000000\nmemory 2000000\nclock ${now}\n`;

function optionsFor(place: Place): DeployOptions {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-deploy-'));
  const signers = join(directory, 'allowed_signers');
  writeFileSync(signers, 'me\n');
  const manifest = { ...aManifest, version: '0.1.0', newMigrations: [] };
  return {
    ...{ place, newMigrations: [], canary: [100], windowMs: 1, watchMs: 1, limits: defaultLimits },
    release: { directory, artifact: 'a.tar.gz', digest: 'd', bytes: 1, manifest, signer: 'me' },
    signers: { file: signers, identity: 'me' },
    ...{ restoredBackupAgeMs: undefined, withoutBackup: undefined, logsDirectory: join(directory, 'logs') },
    restorePoint: async () => 'set',
    write: () => {},
    stopping: () => false,
  };
}

test('a first deployment that fails on one host leaves no slot filled on the others', async () => {
  const { place, ran } = pretend((host, words) => {
    if (words.includes('traffic.map')) return `${map}---\n${map}`;
    if (words.includes('MemAvailable')) return bare(Date.now());
    if (host === 'app1' && words.includes('ssh-keygen -Y verify')) return undefined;
    return '';
  });
  const { verdict, reason, steps } = await deploy(optionsFor(place));
  assert.equal(verdict, 'fail');
  assert.match(reason, /^install: app1: ended with 1/);
  assert.equal(steps.at(-1)?.step, 'install');
  for (const host of ['app1', 'app2']) {
    assert.equal(ran.filter((words) => words === `${host}: sudo rm -f /opt/paperfloor/slots/blue`).length, 1, host);
  }
});

test('a smoke test that fails because the server has ended says so, in its own last words', async () => {
  const crash = 'Error: no such table\n    at main.ts:1\n\nNode.js v26.10.0\n';
  const filled = bare(Date.now()).replace('slot blue   inactive', 'slot blue 0.1.0 aa active');
  const server = (slot: string, restarts: number) => `=== ${slot} ${restarts} active\n{"status":"ready"}\n--- 200\n`;
  let restarts = 0;
  const { place } = pretend((host, words) => {
    if (words.includes('set map')) return taken(words);
    if (words.includes('traffic.map')) return `${map}---\n${map}`;
    if (words.includes('MemAvailable')) return filled;
    if (words.includes('/readyz')) return server('blue', 0) + server('green', host === 'app2' ? restarts : 0);
    if (words.includes('account create')) restarts = 1;
    if (words.includes('account create')) return undefined;
    if (words.includes('--identifier=paperfloor-green')) return crash;
    return '';
  });
  const { verdict, reason } = await deploy({ ...optionsFor(place), withoutBackup: 'a test' });
  assert.equal(verdict, 'fail');
  assert.match(reason, /^smoke: app2: green ended and was started again: Error: no such table; pulled back to blue$/);
});

test('nothing is run but questions when the preflight does not pass', async () => {
  const { place, ran } = pretend((_host, words) => {
    if (words.includes('traffic.map')) return `${map}---\n${map}`;
    if (words.includes('MemAvailable')) return bare(Date.now()).replace('provisioned\n', '');
    return '';
  });
  const { verdict, reason } = await deploy(optionsFor(place));
  assert.equal(verdict, 'fail');
  assert.match(reason, /^preflight: provisioned: app1 is not: .*; nothing was touched$/);
  assert.deepEqual(
    ran.filter((words) => /rm -f|systemctl (start|stop)|tar --extract|set map/.test(words)),
    [],
  );
});

test('a way back is the way back to the settings before, and says which are others than before', async () => {
  const both =
    'provisioned\nslot blue 0.1.0 aa inactive\nslot green 0.2.0 bb active\ndisk 9000000000\nmemory 2000000\n';
  const ready = (slot: string) =>
    `=== ${slot} 0 active\n{"status":"ready","parts":{},"floors":[{"name":"main","role":"writer","epoch":1,"behind":0}]}\n--- 200\n`;
  const { place, ran } = pretend((host, words) => {
    if (words.includes('traffic.map'))
      return words.includes('set map') ? taken(words) : `${map.replaceAll('blue', 'green')}---\n${map}`;
    if (words.includes('MemAvailable')) return `${both}clock ${Date.now()}\n`;
    if (words.includes('/opt/paperfloor/settings')) return host === 'app1' ? 'PAPERFLOOR_DEMO\n' : '';
    if (words.includes('/readyz')) return `${ready('blue')}${ready('green')}`;
    return '';
  });
  const logsDirectory = join(mkdtempSync(join(tmpdir(), 'paperfloor-rollback-')), 'logs');
  const { steps } = await rollback({ place, logsDirectory, write: () => {} });
  const names = steps.map(({ step }) => step);
  assert.ok(names.indexOf('settings') > names.indexOf('traffic back'), `nobody waits for it: ${names.join(', ')}`);
  const told = steps.find(({ step }) => step === 'settings');
  assert.deepEqual(
    [told?.verdict, told?.reason],
    ['pass', 'blue has kept the settings that it was filled with; others than before: PAPERFLOOR_DEMO'],
  );
  assert.ok(!ran.some((words) => words.includes('/etc/paperfloor/slots')), 'nothing takes what provisioning has left');
});

test('a deployment that can’t write its evidence any more is pulled back, and logs that can’t be kept do not keep it from that', async () => {
  const filled = bare(Date.now()).replace('slot blue   inactive', 'slot blue 0.1.0 aa active');
  const { place, ran } = pretend((_host, words) => {
    if (words.includes('set map')) return taken(words);
    if (words.includes('traffic.map')) return `${map}---\n${map}`;
    if (words.includes('MemAvailable')) return filled;
    if (words.includes('/readyz'))
      return '=== blue 0 active\n{"status":"ready","floors":[{"name":"main","role":"writer","epoch":1,"behind":0}]}\n--- 200\n';
    return '';
  });
  const options = optionsFor(place);
  // A file where the directory would be.
  const logsDirectory = join(options.release.directory, 'allowed_signers', 'logs');
  const write = ({ step }: { readonly step: string }) => {
    if (step !== 'preflight' && step !== 'restore point') throw new Error('ENOSPC: no space left on device');
  };
  const { verdict, reason } = await deploy({ ...options, logsDirectory, write, withoutBackup: 'a test' });
  assert.equal(verdict, 'fail');
  assert.match(reason, /^install: .*it can't be written down: ENOSPC: no space left on device; pulled back to blue$/);
  const plans = ran.filter((words) => words.includes('set map')).map((words) => words.split(' ').slice(-3).join(' '));
  assert.deepEqual(plans, ['blue green 0', 'blue green 0', 'blue blue 0']);
  for (const host of ['app1', 'app2'])
    assert.ok(ran.includes(`${host}: sudo rm -f /opt/paperfloor/slots/green`), `${host} keeps the candidate`);
});
