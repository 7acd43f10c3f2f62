import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readServerList } from './server-list.ts';

test('a URL names one server, or several that are told apart', () => {
  assert.deepEqual(readServerList('postgres://u:p@db1:5433/x?sslmode=require'), [
    { name: 'db1:5433', url: 'postgres://u:p@db1:5433/x?sslmode=require' },
  ]);
  assert.deepEqual(
    readServerList('postgresql://u:p%2C@db1:5432,db2,10.0.0.1:7/x?sslmode=verify-full&target_session_attrs=read-write'),
    [
      { name: 'db1:5432', url: 'postgresql://u:p%2C@db1:5432/x?sslmode=verify-full' },
      { name: 'db2', url: 'postgresql://u:p%2C@db2/x?sslmode=verify-full' },
      { name: '10.0.0.1:7', url: 'postgresql://u:p%2C@10.0.0.1:7/x?sslmode=verify-full' },
    ],
  );
});

test('a socket directory in the query stays where it is', () => {
  const [server] = readServerList('postgres:///paperfloor?host=/run/postgresql&user=alice');
  assert.equal(server?.url, 'postgres:///paperfloor?host=%2Frun%2Fpostgresql&user=alice');
});

test('what is no list of servers is refused without telling its password', () => {
  for (const text of [
    'mysql://u:secret@db1/x',
    'postgres://u:secret@db1,/x',
    'postgres://u:secret@,db1/x',
    'postgres://u:secret@db1:port,db2/x',
    'postgres://u:secret@db1:99999/x',
    'db1',
    '',
  ]) {
    assert.throws(
      () => readServerList(text),
      (error: Error) => error.name === 'ServerUnsuitable' && !error.message.includes('secret'),
      text,
    );
  }
  assert.throws(() => readServerList('postgres://db1,db2/x?target_session_attrs=standby'), /found "standby": leave it/);
});
