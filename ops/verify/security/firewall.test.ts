import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aSite } from '../test-support/a-site.ts';
import {
  declaredConnections,
  dropsByDefault,
  judgeMatrix,
  judgeRules,
  listeningPorts,
  listeningWords,
  probeWords,
  ruledPorts,
  rulesWords,
} from './firewall.ts';

const sources = [...aSite.hosts, { name: 'this machine', address: '10.77.1.1' }];
const declared = [
  'app1 -> db1:5432',
  'app1 -> lb1:443',
  'db1 -> lb1:443',
  'this machine -> app1:22',
  'this machine -> db1:22',
  'this machine -> lb1:22',
  'this machine -> lb1:443',
];

test('the flows are these connections: nobody to himself, operators by their network, everyone by any', () => {
  assert.deepEqual([...declaredConnections(aSite, sources)].sort(), declared);
  const stranger = [...aSite.hosts, { name: 'this machine', address: '192.0.2.9' }];
  assert.deepEqual(
    [...declaredConnections(aSite, stranger)].filter((line) => line.startsWith('this')),
    ['this machine -> lb1:443'],
  );
});

test('what is open and not declared fails, and what is declared and silent too', () => {
  assert.equal(judgeMatrix(aSite, sources, new Set(declared), 99).verdict, 'pass');
  const open = new Set([...declared.slice(1), 'lb1 -> db1:5432']);
  assert.deepEqual(judgeMatrix(aSite, sources, open, 99).details, [
    'app1 -> db1:5432 is declared and does not answer',
    'lb1 -> db1:5432 is open and not declared',
  ]);
});

test('hosts are asked by these words', () => {
  assert.equal(listeningWords.join(' '), 'sudo ss --no-header --tcp --listening --numeric');
  assert.equal(rulesWords.join(' '), 'sudo nft list ruleset');
  assert.deepEqual(probeWords.slice(0, 2), ['python3', '-c']);
});

test('ports are read from what listens beyond the host itself, and from the rules', () => {
  const listening = [
    'LISTEN 0      4096   0.0.0.0:80  0.0.0.0:*',
    'LISTEN 0      128       [::]:22     [::]:*',
    'LISTEN 0      128  127.0.0.1:25  0.0.0.0:*',
    '',
  ].join('\n');
  assert.deepEqual(listeningPorts(listening), [80, 22]);
  assert.deepEqual(ruledPorts(rules), [22, 443, 8000, 8010]);
  assert.equal(dropsByDefault(rules), true);
  assert.equal(dropsByDefault(rules.replace('policy drop', 'policy accept')), false);
});

const rules = `table inet paperfloor {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state vmap { invalid : drop, established : accept, related : accept }
		iif "lo" accept
		icmp type echo-request limit rate 10/second burst 5 packets accept
		icmpv6 type { packet-too-big, nd-router-advert } accept
		ip saddr 10.77.1.1 tcp dport 22 ct state new accept comment "ssh"
		tcp dport { 443, 8000-8010 } ct state new accept comment "https"
		ip saddr { 10.77.1.11, 10.77.1.12 } ip protocol vrrp accept comment "vrrp"
		counter packets 0 bytes 0
	}
}`;

test('loaded rules are the declared flows of the host, and none without a name', () => {
  const lb = { ...aSite, hosts: aSite.hosts.filter(({ name }) => name === 'lb1') };
  assert.equal(judgeRules(lb, new Map([['lb1', rules]])).verdict, 'pass');
  const other = rules
    .replace('comment "vrrp"', 'comment "ftp"')
    .replace('iif "lo" accept', 'ip saddr 192.0.2.1 accept');
  assert.deepEqual(judgeRules(lb, new Map([['lb1', other]])).details, [
    'lb1 accepts "ftp", which is not declared',
    'lb1 has no rule for "vrrp"',
    'lb1 accepts without naming a flow: ip saddr 192.0.2.1 accept',
  ]);
});
