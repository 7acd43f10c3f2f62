/** The checks of `paperfloor ops verify security`, in the order they are made. */
import type { Check } from '../check.ts';
import { authentication } from './authentication.ts';
import { databaseRoles, databaseTls } from './database.ts';
import { exposure } from './exposure.ts';
import { firewall } from './firewall.ts';
import { forgedAddress } from './forged-address.ts';
import { headers } from './headers.ts';
import { packages } from './packages.ts';
import { smuggling } from './smuggling.ts';
import { ssh } from './ssh.ts';
import { tls } from './tls.ts';

export const securityChecks: readonly Check[] = [
  ...[
    firewall,
    ssh,
    tls,
    headers,
    forgedAddress,
    smuggling,
    authentication,
    exposure,
    databaseRoles,
    databaseTls,
    packages,
  ],
];
