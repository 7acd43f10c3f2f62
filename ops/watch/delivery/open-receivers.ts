/** Pager and mail server of a lab, listening as the name that its inventory sends alerts to, until they are disposed of. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '../../command/command.ts';
import { runAll } from '../../command/run.ts';
import type { Arrived } from './drill.ts';
import { listenTo } from './listen.ts';
import { makeReceiverCertificate } from './receiver-certificate.ts';

/** `secrets` is where the authority is, `name` what it vouches for; `here` starts words on this machine in the lab's network. */
export async function openReceivers(
  root: string,
  secrets: string,
  name: string,
  here: (words: readonly string[]) => Command,
): Promise<AsyncDisposable & { readonly arrived: readonly Arrived[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-receiver-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    await runAll(makeReceiverCertificate(secrets, directory, name));
    const files = ['receiver.key', 'receiver.crt'].map((name) => join(directory, name));
    const program = join(root, 'ops/watch/delivery/receiver.ts');
    const told = await listenTo(here([process.execPath, program, '0.0.0.0', ...files]));
    return {
      arrived: told.arrived,
      [Symbol.asyncDispose]: async () => {
        await told[Symbol.asyncDispose]();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
