/** What ops/ansible says is compared with what the lab is, and with itself. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { addressOf, hostNames } from '../lab/hosts.ts';
import { makeSecrets } from './secrets.ts';

const ansible = join(import.meta.dirname, '../ansible');
const read = (path: string) => readFileSync(join(ansible, path), 'utf8');

for (const lab of ['staging', 'production']) {
  test(`the inventory of the lab ${lab} names every host of the lab by its address`, () => {
    const text = read(`inventories/lab-${lab}/hosts.yml`);
    const hosts = [...text.matchAll(/^ {8}(\w+): \{ ansible_host: ([\d.]+) \}$/gm)].map(([, name, address]) => [
      name,
      address,
    ]);
    assert.deepEqual(
      Object.fromEntries(hosts),
      Object.fromEntries(hostNames.map((name) => [name, addressOf(lab, name)])),
    );
  });
}

test('every variable that an environment or a secret sets is in the contract, and the other way round', () => {
  const contract = [...read('roles/contract/meta/argument_specs.yml').matchAll(/^ {6}(\w+):/gm)].map(
    ([, name]) => name,
  );
  const named = (path: string) => [...read(path).matchAll(/^(\w+):/gm)].map(([, name]) => name ?? '');
  const ours = new Set(['ansible_user']);
  const same = [...named('group_vars/all.yml'), ...named('flows.yml'), ...Object.keys(makeSecrets())];
  for (const inventory of globSync('inventories/*', { cwd: ansible })) {
    const set = [...same, ...named(`${inventory}/group_vars/all.yml`)].filter((name) => !ours.has(name));
    assert.deepEqual([...new Set(set)].sort(), [...contract].sort(), inventory);
  }
});

test('the flows let in exactly the ports of the slots', () => {
  const slots = [...read('group_vars/all.yml').matchAll(/^ {2}(?:blue|green): (\d+)$/gm)].map(([, port]) => port);
  const flow = /name: slots, .* ports: \[([\d, ]+)\]/.exec(read('flows.yml'))?.[1];
  assert.deepEqual(flow?.split(', '), slots);
});

test('a member that was set back gets its log out of the archive, and a silent archive holds up no takeover', () => {
  const [, seconds = ''] =
    /restore_command: timeout (\d+) pgbackrest .* archive-get %f "%p"/.exec(read('roles/db/defaults/main.yml')) ?? [];
  // A takeover asks for a few pieces that are not there, and has 30 seconds in all.
  assert.ok(Number(seconds) > 0 && Number(seconds) <= 5, seconds);
});
