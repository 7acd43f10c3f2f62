/** How hosts are reached, word for word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpsProblem } from '../command/problem.ts';
import { sshOptions } from '../command/ssh-options.ts';
import { hostsOf } from './environment-hosts.ts';
import type { OpsContext } from './ops-context.ts';

const context: OpsContext = {
  ...{ environment: {}, workingDirectory: '/w', root: '/p' },
  answer: () => {},
  talk: () => {},
  endWith: () => {},
};

test('real hosts are reached by the operator’s own ssh, words arrive as they are, and input is passed on', () => {
  const hosts = hostsOf(context, { env: 'production', state: '/s', inventory: 'mine' });
  assert.deepEqual(hosts.on('app1', ['sudo', 'echo', 'a b'], 'in'), {
    program: 'ssh',
    args: [...sshOptions, 'app1', '--', "sudo echo 'a b'"],
    input: 'in',
  });
  assert.deepEqual(hosts.here(['curl', 'x']), { program: 'curl', args: ['x'] });
  assert.deepEqual([hosts.inventory, hosts.secrets, hosts.lab], ['/w/mine', '/s/environments/production', undefined]);
});

test('the hosts of a lab that is not there are told so, by the name in the environment or the one given', () => {
  const flags = { env: 'lab-staging', state: '/nowhere' } as const;
  assert.throws(
    () => hostsOf(context, flags).here(['true']),
    (error) => error instanceof OpsProblem && /no lab staging/.test(error.message),
  );
  assert.throws(() => hostsOf(context, { ...flags, lab: 'mine' }).on('app1', ['true']), /no lab mine/);
});
