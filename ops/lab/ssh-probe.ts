/**
 * A program of its own, because only a process of its own can be in the lab's network: waits until something that speaks SSH
 * answers at every address. `ssh-probe.ts MILLISECONDS ADDRESS…` ends with 0, or with 1 and the silent addresses on stdout.
 */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const port = 22;
const attemptMillisecondsMax = 500;
const pauseMilliseconds = 50;

const [milliseconds, ...addresses] = process.argv.slice(2);
const until = Date.now() + Number(milliseconds);
const answers = await Promise.all(addresses.map(waitFor));
const silent = addresses.filter((_, index) => !answers[index]);
if (silent.length > 0) console.log(silent.join('\n'));
process.exit(silent.length > 0 ? 1 : 0);

async function waitFor(address: string): Promise<boolean> {
  while (Date.now() < until) {
    if (await speaksSsh(address)) return true;
    await sleep(pauseMilliseconds);
  }
  return false;
}

function speaksSsh(address: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: address, port, timeout: attemptMillisecondsMax });
  socket.once('data', (data) => resolve(data.toString('latin1').startsWith('SSH-')));
  for (const event of ['error', 'timeout', 'close'] as const) socket.once(event, () => resolve(false));
  return promise.finally(() => socket.destroy());
}
