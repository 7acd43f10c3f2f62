/** What a deployment runs on the application's hosts, as words for ssh. Pure; a test has them word for word. */
import { type Command, command } from '../command/command.ts';
import type { Slot } from './place.ts';

export const releasesDirectory = '/opt/paperfloor/releases';
/** What each slot runs with. */
const settingsDirectory = '/opt/paperfloor/settings';

/** The release's folder, as it is, into one that nothing runs from. `reach` runs words on the host. */
export function sendRelease(directory: string, version: string, reach: (words: readonly string[]) => Command): Command {
  const target = `${releasesDirectory}/.incoming-${version}`;
  const script = 'rm -rf "$1"; mkdir "$1"; exec tar --extract --no-same-owner --file - --directory "$1"';
  const { program, args } = reach(['sudo', 'sh', '-euc', script, 'receive', target]);
  return command('sh', '-euc', 'tar --create --file - --directory "$0" . | "$@"', directory, program, ...args);
}

/**
 * Signature, digests, unpacked, every file compared; only then it has its name. One that is there and whole is taken, one that is not (a
 * power cut right after, a bad disk) is exchanged.
 */
export function unpackRelease(version: string, artifact: string, identity: string): string[] {
  const script = `cd "$1"
trap 'cd "$1"; rm -rf ".incoming-$2" ".unpacked-$2" ".damaged-$2"' EXIT
cd ".incoming-$2"
ssh-keygen -Y verify -f allowed_signers -I "$4" -n paperfloor-release -s SHA256SUMS.sig < SHA256SUMS > /dev/null
sha256sum --check --strict --quiet SHA256SUMS
rm -rf "../.unpacked-$2"
mkdir "../.unpacked-$2"
tar --extract --gzip --no-same-owner --file "$3" --strip-components=1 --directory "../.unpacked-$2"
cd "../.unpacked-$2"
sha256sum --check --strict --quiet files.sha256
cmp --silent manifest.json "../.incoming-$2/manifest.json"
cd ..
if test ! -d "$2"; then mv -T ".unpacked-$2" "$2"
elif ! cmp --silent "$2/files.sha256" ".unpacked-$2/files.sha256"; then
  echo "a release $2 with other files is here already: build this one under a version of its own" >&2
  exit 1
elif ! (cd "$2" && sha256sum --check --strict --quiet files.sha256) > /dev/null 2>&1; then
  mv -T "$2" ".damaged-$2"
  mv -T ".unpacked-$2" "$2"
fi
sha256sum "$2/manifest.json"`;
  return ['sudo', 'sh', '-euc', script, 'unpack', releasesDirectory, version, artifact, identity];
}

/**
 * The release into the slot, with the settings that provisioning has left for it: it keeps them until the slot is filled again, so going
 * back to it is going back to both. The link is exchanged by renaming: at no time is there none.
 */
export function fillSlot(slot: Slot, version: string): string[] {
  const script =
    'install --mode=0644 "$3" "$4.new"; mv -T "$4.new" "$4"; ln -sfn "../releases/$2" "$1.new"; mv -T "$1.new" "$1"';
  const [wanted, kept] = [`/etc/paperfloor/slots/${slot}.env`, `${settingsDirectory}/${slot}.env`];
  return ['sudo', 'sh', '-euc', script, 'fill', `/opt/paperfloor/slots/${slot}`, version, wanted, kept];
}

/** Names of the settings in which the two slots differ; those that differ in any case are left out. Values may be nobody's business. */
export function settingsApart(): string[] {
  const script = `cd "$1"
for slot in blue green; do
  grep --extended-regexp --invert-match '^(#|$|PAPERFLOOR_(PORT|ADVERTISE|SERVER_NAME)=)' "$slot.env" | sort --unique
done | sort | uniq --unique | cut --delimiter== --fields=1 | sort --unique`;
  return ['sudo', 'sh', '-euc', script, 'settings', settingsDirectory];
}

/** Nothing starts there any more, and no rollback goes there: what was pulled back is not a release to go back to. */
export function emptySlot(slot: Slot): string[] {
  return ['sudo', 'rm', '-f', `/opt/paperfloor/slots/${slot}`];
}

export function startSlot(slot: Slot): string[] {
  // A host that lost its power starts what served on it by itself (found by the drill app-loss).
  const script =
    'systemctl reset-failed "$1" 2> /dev/null || true; systemctl enable --quiet "$1"; systemctl start "$1"';
  return ['sudo', 'sh', '-euc', script, 'start', unitOf(slot)];
}

/** `now`: without letting it finish, for one that must not write any more. */
export function stopSlot(slot: Slot, now = false): string[] {
  const stop = 'systemctl disable --quiet "$1"; systemctl stop "$1"';
  const script = now ? `systemctl kill --signal=KILL "$1" || true; ${stop}` : stop;
  return ['sudo', 'sh', '-euc', script, 'stop', unitOf(slot)];
}

/** The running server of a slot is asked to write a floor, handed over by the one that does. */
export function takeFloor(slot: Slot, floor: string): string[] {
  return [...admin(slot), 'floor', 'take', floor, '--json'];
}

/** The command line of a slot's release, for the server that runs there. */
function admin(slot: Slot): string[] {
  return ['sudo', 'env', `PAPERFLOOR_DATA=/var/lib/paperfloor/${slot}`, `/opt/paperfloor/slots/${slot}/bin/paperfloor`];
}

/** What a slot has logged lately, oldest first, bounded. */
export function slotLogs(slot: Slot): string[] {
  return ['sudo', 'journalctl', `--unit=${unitOf(slot)}`, '--output=short-iso-precise', '--lines=5000', '--no-pager'];
}

/** The last lines that a slot's program has written itself, for a message: what systemd says of its end comes after its reason. A crash takes a dozen. */
export function readSlotText(slot: Slot): string[] {
  return ['sudo', 'journalctl', `--identifier=paperfloor-${slot}`, '--output=cat', '--lines=40', '--no-pager'];
}

/** Counts, by slot, of the lines since a moment in which the database is said to fail. */
export function slotErrors(sinceMs: number): string[] {
  const events =
    'journal\\.(commit_in_doubt|not_read)|server\\.beat_failed|history\\.failed|snapshot\\.failed|floor\\.progress_unknown|identity\\.change_not_read';
  const script = `for slot in blue green; do
  echo "$slot $(journalctl --unit="paperfloor@$slot" --since="@$1" --output=cat --no-pager | grep --count --extended-regexp '${events}' || true)"
done`;
  return ['sudo', 'sh', '-euc', script, 'errors', (sinceMs / 1000).toFixed(3)];
}

/** A digest of open orders and balances at a command to come, as the slot's server has them. */
export function reconcile(slot: Slot, floor: string, at: number): string[] {
  return [...admin(slot), 'floor', 'reconcile', floor, '--at', String(at), '--json'];
}

export function showFloors(slot: Slot): string[] {
  return [...admin(slot), 'floor', 'list', '--json'];
}

/** What is on a host: whether it is made for releases, releases by slot, free bytes, available memory, the clock. */
export function hostFacts(): string[] {
  const script = `test ! -d /opt/paperfloor/settings || test ! -e /etc/systemd/system/paperfloor@.service || echo provisioned
for slot in blue green; do
  link="$(readlink "/opt/paperfloor/slots/$slot" || true)"
  digest="$(sha256sum "/opt/paperfloor/slots/$slot/manifest.json" 2> /dev/null | cut -c1-64 || true)"
  echo "slot $slot \${link##*/} $digest $(systemctl is-active "paperfloor@$slot" || true)"
done
echo "disk $(df --output=avail --block-size=1 /opt | tail -1)"
echo "memory $(sed -n 's/^MemAvailable: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo)"
echo "clock $(date +%s%3N)"`;
  return ['sudo', 'sh', '-euc', script];
}

/** Readiness, restarts and figures of both slots, in one call. */
export function slotFigures(address: string, ports: Readonly<Record<Slot, number>>): string[] {
  const script = `for slot in blue green; do
  test "$slot" = blue && port="$2" || port="$3"
  echo "=== $slot $(systemctl show --property=NRestarts --value "paperfloor@$slot") $(systemctl is-active "paperfloor@$slot" || true)"
  curl --silent --max-time 2 --write-out '\\n--- %{http_code}\\n' "http://$1:$port/readyz" || true
  curl --silent --max-time 2 "http://$1:$port/metrics" || true
done`;
  return ['sudo', 'sh', '-euc', script, 'figures', address, String(ports.blue), String(ports.green)];
}

export function unitOf(slot: Slot): string {
  return `paperfloor@${slot}.service`;
}
