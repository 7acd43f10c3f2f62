/** The keys that seal stored API secrets: which are at hand, a fresh one instead, and sealing anew after the file was changed. */
import { Type } from '@sinclair/typebox';
import { operation } from './operation.ts';
import type { AdminParts } from './parts.ts';
import { AdminProblem } from './problem.ts';

export interface SecretsAnswer {
  /** The file's keys, by their ids, the sealing one first. */
  readonly keys: readonly { readonly id: string; readonly seals: boolean; readonly secrets: number }[];
  /** Secrets sealed anew just now. */
  readonly resealed: number;
}

export const secretStatus = operation({
  input: Type.Object({}),
  run: (parts) => describe(parts, 0),
});

export const secretRotate = operation({
  input: Type.Object({}),
  async run(parts) {
    const { secretKeys, identity } = parts;
    if (secretKeys.shared) {
      throw new AdminProblem(
        'not_possible_here',
        'other servers may work on this database, each with a key file of its own',
        "add the new key as second line of every server's file and restart them in turn, then make it the first line, restart again",
      );
    }
    return describe(parts, await identity.secrets.rotate(secretKeys, 'administrator'));
  },
});

export const secretReseal = operation({
  input: Type.Object({}),
  async run(parts) {
    return describe(parts, await parts.identity.secrets.reload(parts.secretKeys, 'administrator'));
  },
});

async function describe({ identity }: AdminParts, resealed: number): Promise<SecretsAnswer> {
  const { keyIds, sealed } = await identity.secrets.status();
  const [sealing] = keyIds;
  return { keys: keyIds.map((id) => ({ id, seals: id === sealing, secrets: sealed.get(id) ?? 0 })), resealed };
}
