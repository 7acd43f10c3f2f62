import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterWords, readPair, readServer, readyWords } from './looks.ts';

test('the database’s cluster and a server are asked by these words', () => {
  assert.equal(
    clusterWords('10.77.1.31').join(' '),
    'sudo curl --silent --max-time 3 --cacert /etc/paperfloor/pki/authority.crt --cert /etc/paperfloor/pki/host.crt ' +
      '--key /etc/paperfloor/pki/host.key https://10.77.1.31:8008/cluster',
  );
  assert.equal(readyWords('10.77.1.21', 8081).join(' '), 'curl --silent --max-time 3 http://10.77.1.21:8081/readyz');
});

const member = (name: string, role: string, state: string) => ({ name, role, state, timeline: 2 });
const cluster = (...members: object[]) => JSON.stringify({ members, scope: 'lab-staging' });

test('a pair is a primary that runs and a synchronous standby that follows, and nothing less', () => {
  const pair = cluster(member('db1', 'leader', 'running'), member('db2', 'sync_standby', 'streaming'));
  assert.deepEqual(readPair(pair), { primary: 'db1', standby: 'db2' });
  for (const answer of [
    cluster(member('db1', 'leader', 'running')),
    cluster(member('db1', 'leader', 'running'), member('db2', 'replica', 'streaming')),
    cluster(member('db1', 'leader', 'running'), member('db2', 'sync_standby', 'starting')),
    cluster(member('db1', 'replica', 'running'), member('db2', 'sync_standby', 'streaming')),
    'Internal Server Error',
    '',
  ]) {
    assert.equal(readPair(answer), undefined, answer);
  }
});

test('a server that is not ready writes nothing that counts', () => {
  const floors = [
    { name: 'main', role: 'writer', epoch: 3, behind: 0 },
    { name: 'second', role: 'follower', epoch: 1, behind: 0 },
  ];
  assert.deepEqual(readServer(JSON.stringify({ status: 'ready', parts: {}, floors })), { writes: ['main'] });
  assert.equal(readServer(JSON.stringify({ status: 'not ready', parts: {}, floors })), undefined);
  assert.equal(readServer(''), undefined);
});
