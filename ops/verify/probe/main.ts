/** Runs one probe by name: its input is JSON on standard input, its answer JSON on standard output. `paperfloor ops verify` starts it. */
import { text } from 'node:stream/consumers';
import { tryWithoutRight } from './authentication.ts';
import { journeyInBrowser } from './browser.ts';
import { forgeAddress } from './forged-address.ts';
import { runLoad } from './load.ts';
import { askPages } from './pages.ts';
import { sendRaw } from './raw-requests.ts';
import { walkThrough } from './smoke.ts';
import { scanTls } from './tls-scan.ts';

const probes: Readonly<Record<string, (input: never) => Promise<unknown>>> = {
  tls: scanTls,
  raw: sendRaw,
  pages: askPages,
  'forged-address': forgeAddress,
  authentication: tryWithoutRight,
  smoke: walkThrough,
  load: runLoad,
  browser: journeyInBrowser,
};

const probe = probes[process.argv[2] ?? ''];
if (probe === undefined) throw new Error(`there is no probe ${process.argv[2]}`);
process.stdout.write(JSON.stringify(await probe(JSON.parse(await text(process.stdin)) as never)));
