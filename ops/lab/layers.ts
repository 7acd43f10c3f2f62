/** The layers of packages in the cache, beside the base image that they stand on; each is made when the first host needs it. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command } from '../command/command.ts';
import { run } from '../command/run.ts';
import type { Base } from './base.ts';
import { insideGroup } from './control-group.ts';
import { installLayer, layerKey, layersOf } from './layer-plan.ts';
import { clearAttempt, makeOnce } from './made-once.ts';
import { type HostKind, hostKinds, type Suite } from './suite.ts';

/** Makes what such hosts stand on unless it is there; resolves to it, the topmost first. Seconds for each kind, once. */
export async function ensureLayers(
  base: Base,
  kinds: readonly HostKind[],
  { suite, group, talk }: { suite: Suite; group: string; talk: (line: string) => void },
): Promise<(kind: HostKind) => readonly string[]> {
  const ensure = (kind: HostKind) =>
    makeOnce(directoryOf(base, suite, kind), group, async (building, builders) => {
      const begunMs = Date.now();
      const [, ...lower] = lowerOf(base, suite, kind);
      const at = (name: string) => join(building, name);
      const [upper, work, root] = [at('upper'), at('work'), at('root')];
      for (const each of [upper, work, root]) mkdirSync(each, { mode: 0o755 });
      const places = { lower, upper, work, root, mirror: base.mirror };
      await run(insideGroup(builders, installLayer(suite, kind, places)));
      await run(command('sync', '--file-system', upper));
      for (const each of [work, root]) rmSync(each, { recursive: true });
      talk(`the packages of ${kind} took ${((Date.now() - begunMs) / 1000).toFixed(1)} s`);
    });
  if (kinds.length > 0) await ensure('every');
  await Promise.all([...new Set(kinds)].map(ensure));
  return (kind) => lowerOf(base, suite, kind);
}

/** As `clearBrokenBase`. */
export async function clearBrokenLayers(base: Base, suite: Suite, group: string): Promise<void> {
  for (const kind of hostKinds) await clearAttempt(directoryOf(base, suite, kind), group);
}

function lowerOf(base: Base, suite: Suite, kind: HostKind): string[] {
  const layers = layersOf(kind).map((each) => join(directoryOf(base, suite, each), 'upper'));
  return [...layers.reverse(), base.root];
}

function directoryOf({ root }: Base, suite: Suite, kind: HostKind): string {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  return join(dirname(root), 'layers', layerKey(suite, kind, sha256));
}
