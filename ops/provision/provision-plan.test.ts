import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellText } from '../command/command.ts';
import { makeAuthority, runPlaybook } from './provision-plan.ts';

test('an authority signs hosts and nothing below them, and appears when it is whole', () => {
  assert.deepEqual(makeAuthority('/s', 'lab-staging').map(shellText), [
    'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out /s/authority.key',
    'chmod 0600 /s/authority.key',
    "openssl req -x509 -new -sha256 -days 3650 -key /s/authority.key -subj '/CN=Paperfloor lab-staging' -out /s/authority.crt.new " +
      '-addext basicConstraints=critical,CA:true,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign',
    'mv /s/authority.crt.new /s/authority.crt',
  ]);
});

const run = { ansible: '/a', inventory: '/a/inventories/x', secrets: '/s', sockets: '/t', check: false };

test('the playbook gets the inventory, the secrets as a file, and no secret on its command line', () => {
  assert.equal(
    shellText(runPlaybook(run)),
    'env ANSIBLE_CONFIG=/a/ansible.cfg ANSIBLE_SSH_CONTROL_PATH_DIR=/t ansible-playbook --inventory /a/inventories/x ' +
      `--extra-vars @/s/secrets.json --extra-vars '{"secrets_directory":"/s"}' /a/site.yml`,
  );
});

test('a check changes nothing and shows differences; a lab is reached with its own keys', () => {
  const ssh = { key: '/l/operator_key', knownHosts: '/l/known_hosts' };
  const words = shellText(runPlaybook({ ...run, ssh, check: true, limit: 'lb', tags: 'base,lb' }));
  assert.match(
    words,
    / --private-key \/l\/operator_key --ssh-common-args '-o UserKnownHostsFile=\/l\/known_hosts -o IdentitiesOnly=yes' --check --diff --limit lb --tags base,lb \/a\/site\.yml$/,
  );
});
