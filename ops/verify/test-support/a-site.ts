/** A small environment for tests of judges. */
import type { Site } from '../site.ts';

export const aSite: Site = {
  environment: 'lab-staging',
  hosts: [
    { name: 'app1', address: '10.77.1.21', groups: ['app'] },
    { name: 'db1', address: '10.77.1.31', groups: ['db'] },
    { name: 'lb1', address: '10.77.1.11', groups: ['lb'] },
  ],
  addresses: { app1: '10.77.1.21', db1: '10.77.1.31', lb1: '10.77.1.11' },
  domain: 'paperfloor.test',
  serviceName: 'paperfloor.test',
  serviceAddress: '10.77.1.10',
  operatorNetworks: ['10.77.1.1/32'],
  slots: { blue: 8081, green: 8082 },
  suite: 'trixie',
  databaseName: 'paperfloor',
  flows: [
    { name: 'ssh', from: ['operators'], to: 'all', ports: [22], why: '' },
    { name: 'https', from: ['everyone'], to: 'lb', ports: [443], why: '' },
    { name: 'vrrp', from: ['lb'], to: 'lb', protocol: 112, why: '' },
    { name: 'database', from: ['app'], to: 'db', ports: [5432], why: '' },
  ],
};
