import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellText } from '../command/command.ts';
import { cutHosts, holdNetwork, layNetwork, showPorts, switchPort } from './network-plan.ts';

test('the network is a namespace with a bridge and nothing that leads out', () => {
  assert.match(shellText(holdNetwork('/g/network')), / inside \/g\/network unshare --net sleep infinity$/);
  assert.deepEqual(layNetwork('staging', 7).map(shellText), [
    'nsenter --net=/proc/7/ns/net ip link set dev lo up',
    'nsenter --net=/proc/7/ns/net ip link add name br0 address 02:00:00:00:00:01 type bridge',
    'nsenter --net=/proc/7/ns/net ip address add 10.77.1.1/24 dev br0',
    'nsenter --net=/proc/7/ns/net ip link set dev br0 up',
  ]);
  assert.match(layNetwork('production', 7).map(shellText).join(), /10\.77\.2\.1\/24/);
});

test('a host is cut off and healed at its port of the bridge', () => {
  assert.equal(
    shellText(switchPort(7, 'db1', 'disabled')),
    'nsenter --net=/proc/7/ns/net bridge link set dev vb-db1 state 0',
  );
  assert.equal(
    shellText(switchPort(7, 'db1', 'forwarding')),
    'nsenter --net=/proc/7/ns/net bridge link set dev vb-db1 state 3',
  );
});

test('which hosts are cut off is read from the ports', () => {
  assert.equal(shellText(showPorts(7)), 'nsenter --net=/proc/7/ns/net ip -json -details link show master br0');
  const port = (ifname: string, state: string) => ({ ifname, linkinfo: { info_slave_data: { state } } });
  const answer = JSON.stringify([port('vb-db1', 'disabled'), port('vb-db2', 'forwarding'), {}]);
  assert.deepEqual([...cutHosts(answer)], ['db1']);
  assert.deepEqual([...cutHosts('')], []);
});
