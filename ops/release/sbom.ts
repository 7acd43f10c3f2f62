/**
 * The parts list of a release: CycloneDX 1.6 as JSON (cyclonedx.org/docs/1.6/json), from the lockfile. It names what runs on a
 * host, and what was compiled into the terminal's bundle, which no node_modules shows any more. Nothing in it depends on when or
 * where it was made: its time is the commit's, its serial number comes from commit and lock.
 */
import { createHash } from 'node:crypto';
import { type LockedPackage, resolveNeed } from './lockfile.ts';

export interface SbomSources {
  readonly version: string;
  readonly commit: string;
  readonly committedAt: string;
  readonly lockfile: string;
  /** SHA-256 of the artifact. */
  readonly artifact: string;
  readonly packages: readonly LockedPackage[];
  /** Packages inside the terminal's bundle. */
  readonly bundled: readonly LockedPackage[];
  /** Names package.json asks for. */
  readonly direct: readonly string[];
}

const rootReference = 'paperfloor';

export function makeSbom(sources: SbomSources): string {
  const { version, commit, committedAt, artifact, packages, bundled, direct } = sources;
  const all = [...new Set([...packages, ...bundled])].sort((left, right) => (left.path < right.path ? -1 : 1));
  const byPath = new Map(all.map((item) => [item.path, item]));
  const references = (from: string, names: readonly string[]) =>
    names.flatMap((name) => resolveNeed(byPath, from, name)?.path ?? []);
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(`${version} ${commit} ${sources.lockfile} ${artifact}`)}`,
    version: 1,
    metadata: {
      timestamp: committedAt,
      component: {
        type: 'application',
        'bom-ref': rootReference,
        name: 'paperfloor',
        version,
        purl: `pkg:generic/paperfloor@${version}`,
        hashes: [{ alg: 'SHA-256', content: artifact }],
        licenses: [{ license: { id: 'Apache-2.0' } }],
        properties: [{ name: 'paperfloor:commit', value: commit }],
      },
    },
    components: all.map((item) => component(item, packages.includes(item))),
    dependencies: [
      {
        ref: rootReference,
        dependsOn: references('', [...direct, ...bundled.map(({ name }) => name)]).filter(isFirst),
      },
      ...all.map((item) => ({ ref: item.path, dependsOn: references(item.path, item.needs) })),
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function component(item: LockedPackage, runsOnHost: boolean) {
  const [scope, name] = item.name.startsWith('@') ? item.name.split('/') : [undefined, item.name];
  return {
    type: 'library',
    'bom-ref': item.path,
    ...(scope === undefined ? {} : { group: scope }),
    name,
    version: item.version,
    scope: item.optional ? 'optional' : 'required',
    purl: `pkg:npm/${item.name.replace('@', '%40')}@${item.version}`,
    ...(item.integrity === undefined ? {} : { hashes: [hashOf(item.integrity)] }),
    ...(item.license === undefined ? {} : { licenses: [licenceOf(item.license)] }),
    properties: [{ name: 'paperfloor:part', value: runsOnHost ? 'node_modules' : 'terminal bundle' }],
  };
}

/** `MIT` is an identifier of the SPDX list, `(MIT OR Apache-2.0)` an expression. */
function licenceOf(license: string) {
  return /[\s()]/.test(license) ? { expression: license } : { license: { id: license } };
}

const algorithms: Readonly<Record<string, string>> = {
  sha512: 'SHA-512',
  sha384: 'SHA-384',
  sha256: 'SHA-256',
  sha1: 'SHA-1',
};

function hashOf(integrity: string) {
  const [name = '', content = ''] = integrity.split('-');
  return { alg: algorithms[name] ?? name, content: Buffer.from(content, 'base64').toString('hex') };
}

/** A UUID of version 8 (RFC 9562: made from data of one's own). */
function uuidOf(data: string): string {
  const hex = createHash('sha256').update(data).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function isFirst(value: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(value) === index;
}
