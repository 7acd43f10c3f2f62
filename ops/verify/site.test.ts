import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellText } from '../command/command.ts';
import { askInventory, hostsOf, inNetwork, readSite } from './site.ts';

const variables = (address: string) => ({
  ...{
    ansible_host: address,
    environment_name: 'staging',
    domain: 'example.org',
    service_name: 'exchange.example.org',
  },
  ...{ service_address: '192.0.2.10/24', operator_networks: [], slots: { blue: 8081 }, debian_suite: 'trixie' },
  ...{ database_name: 'paperfloor', flows: [] },
});
const answer = JSON.stringify({
  _meta: { hostvars: { app1: variables('192.0.2.21'), lb1: variables('192.0.2.11') } },
  all: { children: ['app', 'lb'] },
  app: { hosts: ['app1'] },
  lb: { hosts: ['lb1'] },
});

test('Ansible reads the inventory, with the flows as its variables', () => {
  assert.equal(
    shellText(askInventory('/p/ops/ansible', '/i')),
    'env ANSIBLE_CONFIG=/p/ops/ansible/ansible.cfg ansible-inventory --list --inventory /i --playbook-dir /p/ops/ansible --extra-vars @/p/ops/ansible/flows.yml',
  );
});

test('hosts have their groups, the service address is without its prefix, and hosts can be left out by name', () => {
  const site = readSite(answer);
  assert.equal(site.serviceAddress, '192.0.2.10');
  assert.deepEqual(hostsOf(site, 'lb'), [{ name: 'lb1', address: '192.0.2.11', groups: ['lb'] }]);
  assert.deepEqual(
    readSite(answer, ['app1']).hosts.map(({ name }) => name),
    ['app1'],
  );
  assert.deepEqual(readSite(answer, ['app1']).addresses, { app1: '192.0.2.21', lb1: '192.0.2.11' });
  assert.throws(() => readSite(answer, ['db9']), { name: 'OpsProblem', message: 'the inventory has no host db9' });
  assert.throws(() => readSite('{"_meta":{"hostvars":{}}}'), { name: 'OpsProblem' });
});

test('an address is in a network by its prefix', () => {
  assert.equal(inNetwork('10.77.1.1', '10.77.1.1/32'), true);
  assert.equal(inNetwork('10.77.2.1', '10.77.1.0/24'), false);
  assert.equal(inNetwork('198.51.100.15', '198.51.100.0/28'), true);
  assert.equal(inNetwork('198.51.100.16', '198.51.100.0/28'), false);
  assert.equal(inNetwork('203.0.113.9', '0.0.0.0/0'), true);
});
