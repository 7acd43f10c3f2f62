import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aManifest } from '../release/test-support/a-manifest.ts';
import { type PreflightFacts, preflight, readHostFacts } from './preflight.ts';

const text = `provisioned
slot blue 0.1.0 ${'a'.repeat(64)} active
slot green   inactive
disk  9000000000
memory 2000000
clock 1000500
`;
const host = (name: string) => readHostFacts(name, text, { askedMs: 1_000_000, toldMs: 1_001_000 });

const facts: PreflightFacts = {
  ...{ hosts: [host('app1'), host('app2')], traffic: { active: 'blue', candidate: 'blue', percent: 0 }, troubles: [] },
  ...{ restoredBackupAgeMs: 3_600_000, withoutBackup: undefined, newMigrations: [] },
  manifest: { ...aManifest, version: '0.2.0', oldestUpgradeFrom: '0.1.0', rollForwardOnly: false },
};

function bad(changed: Partial<PreflightFacts>): string[] {
  return preflight({ ...facts, ...changed })
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ check, verdict, says }) => `${check} ${verdict}: ${says}`);
}

test('what a host says of itself is read, and an empty slot is empty', () => {
  const { slots, diskBytes, memoryBytes, clockMs } = host('app1');
  assert.deepEqual(slots.blue, { version: '0.1.0', digest: 'a'.repeat(64), active: true });
  assert.deepEqual(slots.green, { version: '', digest: '', active: false });
  assert.deepEqual([diskBytes, memoryBytes, clockMs], [9e9, 2_048_000_000, 0]);
});

test('an environment in order passes', () => {
  assert.deepEqual(bad({}), []);
});

test('each thing that is not in order is named with its host', () => {
  const [one, other] = facts.hosts as [PreflightFacts['hosts'][0], PreflightFacts['hosts'][0]];
  assert.match(
    bad({ hosts: [one, { ...other, diskBytes: 5e6 }] })[0] ?? '',
    /^disk fail: app2 has 5 MB, \d+ MB are needed$/,
  );
  assert.match(bad({ hosts: [one, { ...other, diskBytes: Number.NaN }] })[0] ?? '', /app2 has an unknown amount/);
  assert.match(bad({ hosts: [one, { ...other, memoryBytes: 1e6 }] })[0] ?? '', /^memory fail: app2/);
  assert.equal(bad({ hosts: [one, { ...other, clockMs: -4000 }] })[0], 'clock fail: app2 is off by -4000 ms');
  const bare = readHostFacts('app2', text.replace('provisioned\n', ''), { askedMs: 1_000_000, toldMs: 1_001_000 });
  assert.equal(
    bad({ hosts: [one, bare] })[0],
    'provisioned fail: app2 is not: paperfloor ops provision ENVIRONMENT --limit app2',
  );
  const older = { ...other, slots: { ...other.slots, blue: { ...other.slots.blue, version: '0.0.9' } } };
  assert.equal(bad({ hosts: [one, older] })[0], 'hosts in sync fail: app1 has 0.1.0 in blue; app2 has 0.0.9 in blue');
  assert.match(
    bad({ traffic: { active: 'blue', candidate: 'green', percent: 5 } })[0] ?? '',
    /^traffic fail: 5 % of it go to green: a deployment was interrupted; paperfloor ops rollback ends it, and blue serves$/,
  );
  const begun = bad({ traffic: { active: 'blue', candidate: 'green', percent: 0 } });
  assert.match(begun[0] ?? '', /^traffic fail: 0 % of it go to green: a deployment was interrupted/);
  assert.equal(bad({ troubles: ['app1 is not ready: x'] })[0], 'database fail: app1 is not ready: x');
});

test('without a backup that was restored lately it goes on only when somebody says why', () => {
  assert.match(bad({ restoredBackupAgeMs: undefined })[0] ?? '', /^restored backup fail: no backup was ever restored/);
  assert.match(bad({ restoredBackupAgeMs: 9 * 86_400_000 })[0] ?? '', /^restored backup fail: .* is 9.0 days old/);
  assert.match(
    bad({ restoredBackupAgeMs: undefined, withoutBackup: 'ann: drill' })[0] ?? '',
    /^restored backup waived: .*ann: drill$/,
  );
});

test('a step that was skipped, and a release without a way back, are refused', () => {
  const { manifest } = facts;
  assert.match(bad({ manifest: { ...manifest, oldestUpgradeFrom: '0.1.5' } })[0] ?? '', /deploy 0.1.5 first$/);
  const only = { ...manifest, rollForwardOnly: true, rollForwardReasons: ['rules version 3 becomes 4'] };
  assert.match(bad({ manifest: only })[0] ?? '', /no way back from it \(rules version 3 becomes 4\)/);
});
