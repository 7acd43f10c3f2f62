/**
 * What stands between the base image and a host's disk: the packages that the roles of such a host install, as one directory of
 * differences, so that provisioning finds them there as on a host that was made from an image of its own. Pure: commands and texts only.
 *
 * Packages and nothing else: what they would start is off until a role starts it, and what they made that is a host's own (keys, a cluster)
 * is not there. Each kind of host has its own layer, for a host holds what its roles need and no more.
 */
import { type Command, command, shellText } from '../command/command.ts';
import { type HostKind, packagesByKind, type Suite } from './suite.ts';

/** The layers of such a host, the lowest first. */
export function layersOf(kind: HostKind): readonly HostKind[] {
  return kind === 'every' ? ['every'] : ['every', kind];
}

export interface LayerPlaces {
  /** What is below, the topmost first. */
  readonly lower: readonly string[];
  /** What becomes the layer, and overlayfs's own working directory beside it. */
  readonly upper: string;
  readonly work: string;
  /** Where the whole is mounted, for this command alone. */
  readonly root: string;
  readonly mirror: string;
}

/**
 * In namespaces that end with it, as a host's own mounts do. volatile: nothing waits for the disk, file by file; all of it goes there when the
 * layer is whole.
 */
const mountScript = `mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3,volatile" overlay "$4"
mount --bind "$5" "$4/srv/apt"
mount -t proc proc "$4/proc"
mount -t tmpfs -o mode=0755 tmpfs "$4/run"
mount -t tmpfs tmpfs "$4/tmp"
root=$4
shift 5
exec chroot "$root" "$@"`;

/**
 * As a role would (library/paperfloor_host.py), but: policy-rc.d (invoke-rc.d(8)) says that nothing is started, and PostgreSQL's packages make no cluster.
 * Of what a package enables only timers stay: a service would run at the first start, before its role has been.
 * The certificate of ssl-cert and the key of BIND would be the same on every host.
 */
const installScript = `export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
chmod 0755 /usr/sbin/policy-rc.d
mkdir -p /etc/postgresql-common
echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
enabled() { find /etc/systemd/system -path '*.wants/*.service' -printf '%f\\n' | sort -u; }
enabled > /run/before
apt-get --quiet=2 update
apt-get --quiet=2 --yes --no-install-recommends -o Dpkg::Use-Pty=false -o Dpkg::Options::=--force-unsafe-io \\
  -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install "$@"
enabled | comm -13 /run/before - | xargs --no-run-if-empty systemctl --quiet disable
rm -f /usr/sbin/policy-rc.d /etc/postgresql-common/createcluster.conf
rmdir --ignore-fail-on-non-empty /etc/postgresql-common
rm -f /etc/ssl/private/ssl-cert-snakeoil.key /etc/ssl/certs/ssl-cert-snakeoil.pem /etc/bind/rndc.key
find /var/lib/apt/lists /var/cache/apt -type f -delete`;

export function installLayer(suite: Suite, kind: HostKind, places: LayerPlaces): Command {
  const { lower, upper, work, root, mirror } = places;
  const inside = ['sh', '-euc', installScript, 'install', ...packagesByKind(suite)[kind]];
  const mount = ['sh', '-euc', mountScript, 'layer', lower.join(':'), upper, work, root, mirror, ...inside];
  return command('unshare', '--mount', '--propagation', 'private', ...mount);
}

/** The layer's name in the cache: other packages, or another way of installing them, here or below, make another layer. */
export function layerKey(suite: Suite, kind: HostKind, digest: (text: string) => string): string {
  const nowhere = { lower: [], upper: '', work: '', root: '', mirror: '' };
  const ingredients = layersOf(kind).map((each) => shellText(installLayer(suite, each, nowhere)));
  return `${kind}-${digest(ingredients.join('\n')).slice(0, 12)}`;
}
