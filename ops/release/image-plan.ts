/**
 * The commands that pack a verified release as an OCI image with buildah, without a daemon and without running anything in it: the
 * artifact is laid over a root file system as it is. The only time in the image is the release's, so the same release on the same base
 * gives the same digest.
 */
import { type Command, command } from '../command/command.ts';

export interface ImageParts {
  readonly version: string;
  readonly commit: string;
  readonly platform: string;
  readonly timeSeconds: number;
  /** The artifact of the release. */
  readonly artifact: string;
  /** A root file system, as debootstrap makes it; a folder or a tar. */
  readonly base: string;
  /** An empty folder: what the data directory is before anything is mounted there. */
  readonly empty: string;
  /** Where buildah keeps its layers meanwhile. */
  readonly storage: string;
  /** The file to write. */
  readonly target: string;
  readonly digestFile: string;
}

const container = 'release';
/** Not root, and nobody of Debian's own. */
const user = '10001:10001';
const dataDirectory = '/var/lib/paperfloor';

export function imageCommands(parts: ImageParts): Command[] {
  const { version, artifact, base, empty, target, digestFile } = parts;
  const name = `paperfloor:${version}`;
  const buildah = (...words: readonly string[]) => command('buildah', ...storageWords(parts.storage), ...words);
  return [
    buildah('from', '--name', container, 'scratch'),
    buildah('add', '--quiet', '--chown', '0:0', container, base, '/'),
    buildah('add', '--quiet', '--chown', '0:0', container, artifact, '/opt/paperfloor/'),
    buildah('add', '--quiet', '--chown', user, container, empty, dataDirectory),
    buildah('config', ...settings(parts), container),
    buildah('commit', '--quiet', '--rm', '--format', 'oci', '--timestamp', String(parts.timeSeconds), container, name),
    buildah('push', '--quiet', '--digestfile', digestFile, name, `oci-archive:${target}:${name}`),
  ];
}

/** Layers are copies: no overlay is needed, and nothing stays mounted when something fails. */
function storageWords(storage: string): string[] {
  return ['--storage-driver', 'vfs', '--root', `${storage}/layers`, '--runroot', `${storage}/run`];
}

function settings({ version, commit, platform }: ImageParts): string[] {
  const home = `/opt/paperfloor/paperfloor-${version}`;
  const node = `${home}/node_modules/node-${platform}/bin/node`;
  return [
    ...[
      '--entrypoint',
      JSON.stringify([
        node,
        '--max-semi-space-size=64',
        '--max-inlined-bytecode-size-cumulative=2500',
        '--no-allocation-site-pretenuring',
        `${home}/src/main.ts`,
      ]),
      '--cmd',
      'serve',
    ],
    ...['--user', user, '--workingdir', '/', '--port', '8080', '--volume', dataDirectory],
    ...['--env', 'PAPERFLOOR_HOST=0.0.0.0', '--env', `PAPERFLOOR_DATA=${dataDirectory}`],
    ...['--env', 'GLIBC_TUNABLES=glibc.malloc.hugetlb=1'],
    ...['--label', `org.opencontainers.image.version=${version}`],
    ...['--label', `org.opencontainers.image.revision=${commit}`],
    ...['--label', 'org.opencontainers.image.licenses=Apache-2.0'],
  ];
}
