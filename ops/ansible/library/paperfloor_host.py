#!/usr/bin/python3
"""What a role puts on a host in one go: packages, groups, files, and the units that take them. The start of a module costs a host more
than all that most of them do, and a role would start a dozen.

It imports nothing of Ansible's, which every start would read and translate anew: two thirds of a module's time. Ansible writes the
arguments into ARGUMENTS, as it does for modules in other languages.

In this order: lists of packages older than an hour, packages that are missing, groups and who is in them, directories, files, units. Each file is compared and tried by its own
program; only when all are right they are exchanged, by renaming. A unit is restarted or reloaded once, whatever of its things changed, and
one that fails does not keep others from theirs: none stays on old settings. What changes is written down before, and struck out when it is in
force: where this died in between, or a unit would not take it, the next run does it. `changed_paths` says what changed, for tasks that follow. Knows
--check (in which nothing is tried) and --diff. Contents come whole, as `lookup('ansible.builtin.template', ...)` renders them. It does not
remove anything, nor does it bring a package to a newer version.
"""
import grp
import json
import os
import pwd
import shlex
import stat
import subprocess
import sys
import tempfile
import time

ARGUMENTS = r"""<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>"""

# What may be said of each thing, and of what type; the first is required.
PARTS = {
    # A system's group.
    "groups": {"name": str},
    "members": {"user": str, "group": str, "restarts": list},
    "files": {
        "path": str,
        # Without it, a directory.
        "content": str,
        "mode": str,
        "owner": str,
        "group": str,
        # A command with %s, which must end with 0 for the new file.
        "validate": str,
        # One that is there stays as it is.
        "once": bool,
        # What is in it is not shown with --diff.
        "secret": bool,
        # Where the path is a link, what it leads to is meant.
        "follow": bool,
        # A command that brings a changed file into force.
        "apply": str,
        # Units that take a changed file: by starting anew, or, when they run, by reading it again.
        "restarts": list,
        "reloads": list,
    },
}
# `packages` and `units` are names: what is installed, what runs now and from each start on.
OPTIONS = {"packages", "units", *PARTS}
LISTS_ARE_FRESH_SECONDS = 3600
# What changed and is not in force yet, one name a line.
PENDING = "/var/lib/paperfloor-provision/pending"
ENABLED = {"enabled", "enabled-runtime", "static", "alias", "indirect", "generated"}
RUNNING = {"active", "reloading", "activating"}


class Failure(Exception):
    pass


class Host:
    def __init__(self, check, effects):
        self.check = check
        self.effects = effects
        self.pending = read_pending()
        self.changed = []
        self.diffs = []

    def change(self, name, before, after):
        """Tells of one; whether it is to be made."""
        self.changed.append(name)
        self.diffs.append({"before": before, "after": after, "before_header": name, "after_header": name})
        return not self.check

    def begin(self, *names):
        """From here on they are there, and not in force."""
        self.keep(self.pending | (self.effects & set(names)))

    def keep(self, pending):
        if pending != self.pending:
            write_pending(pending)
        self.pending = pending


def read_pending():
    if not os.path.exists(PENDING):
        return set()
    with open(PENDING, encoding="utf-8") as file:
        return set(file.read().splitlines())


def write_pending(names):
    os.makedirs(os.path.dirname(PENDING), mode=0o700, exist_ok=True)
    new = PENDING + ".new"
    with open(new, "w", encoding="utf-8") as file:
        file.write("".join("%s\n" % name for name in sorted(names)))
        file.flush()
        os.fsync(file.fileno())
    os.rename(new, PENDING)


def carry_out():
    given = json.loads(ARGUMENTS)
    try:
        asked = read(given)
        host = Host(given.get("_ansible_check_mode", False), {name_of(entry) for entry in asked["files"] + asked["members"] if is_taken(entry)})
        install(host, asked["packages"])
        make_groups(host, asked["groups"], asked["members"])
        put(host, asked["files"])
        for name in sorted((host.pending & host.effects) - set(host.changed)):
            host.change(name, "not in force yet\n", "in force\n")
        settle(host, asked)
        if not host.check:
            host.keep(host.pending - host.effects)
    except (Failure, OSError, subprocess.SubprocessError) as problem:
        answer(1, failed=True, msg=str(problem))
    diff = {"diff": host.diffs} if given.get("_ansible_diff", False) else {}
    answer(0, changed=bool(host.changed), changed_paths=unique(host.changed), **diff)


def answer(code, **result):
    print(json.dumps(result))
    sys.exit(code)


def read(given):
    """The arguments as they must be, with what was left out."""
    unknown = [name for name in given if name not in OPTIONS and not name.startswith("_ansible_")]
    if unknown:
        raise Failure("unknown: %s" % ", ".join(unknown))
    asked = {name: given.get(name) or [] for name in OPTIONS}
    for part, options in PARTS.items():
        required = next(iter(options))
        for entry in asked[part]:
            for name, value in entry.items():
                if name not in options:
                    raise Failure("%s: unknown: %s" % (part, name))
                if not isinstance(value, options[name]):
                    raise Failure("%s: %s is no %s: %r" % (part, name, options[name].__name__, value))
            if not entry.get(required):
                raise Failure("%s: without %s" % (part, required))
    for entry in asked["files"]:
        if entry.get("follow"):
            entry["path"] = os.path.realpath(entry["path"])
    return asked


def run(*words, **more):
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **more
    )
    return done.returncode, done.stdout.decode(errors="replace").strip()


def must(*words, **more):
    code, said = run(*words, **more)
    if code != 0:
        raise Failure("%s: ended with %d: %s" % (" ".join(words), code, said))
    return said


def install(host, packages):
    if not packages:
        return
    known = run("dpkg-query", "--show", "--showformat=${db:Status-Abbrev}\t${Package}\n", *packages)[1].split("\n")
    here = {line.split("\t")[1] for line in known if line.startswith(("ii", "hi"))}
    missing = [name for name in packages if name not in here]
    if missing:
        host.change("packages", "", "".join("%s\n" % name for name in missing))
    if host.check:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    apt = ("apt-get", "--quiet=2", "--option=DPkg::Lock::Timeout=60")
    # Also where nothing is missing: who looks for updates on the host afterwards finds them.
    lists = shlex.split(must("apt-config", "shell", "lists", "Dir::State::lists/d"))[0].partition("=")[2]
    if not are_fresh(lists):
        must(*apt, "update", env=environment)
        os.utime(lists)
    kept = ("--option=Dpkg::Options::=--force-confdef", "--option=Dpkg::Options::=--force-confold")
    if missing:
        must(*apt, *kept, "install", "--yes", "--no-install-recommends", *missing, env=environment)


def are_fresh(lists):
    """An update that finds nothing new leaves the lists as they were; the directory tells when the last one was."""
    if not os.path.isdir(lists) or not any("Packages" in name for name in os.listdir(lists)):
        return False
    return time.time() - os.stat(lists).st_mtime < LISTS_ARE_FRESH_SECONDS


def make_groups(host, groups, members):
    there = {group.gr_name: group.gr_mem for group in grp.getgrall()}
    for entry in groups:
        if entry["name"] not in there and host.change("group %s" % entry["name"], "", "a group\n"):
            must("groupadd", "--system", entry["name"])
    for entry in members:
        user, group = entry["user"], entry["group"]
        if user not in there.get(group, []) and host.change(name_of(entry), "", "a member\n"):
            host.begin(name_of(entry))
            must("usermod", "--append", "--groups", group, user)


def name_of(entry):
    return entry["path"] if "path" in entry else "%s in %s" % (entry["user"], entry["group"])


def is_taken(entry):
    """Whether anything has to take it when it has changed."""
    return any(entry.get(name) for name in ("apply", "restarts", "reloads")) or is_unit(entry)


def is_unit(entry):
    return entry.get("path", "").startswith("/etc/systemd/system/")


def put(host, entries):
    news = []
    try:
        for entry in entries:
            if "content" not in entry:
                make_directory(host, entry)
        for entry in entries:
            if "content" in entry:
                news.append((entry, new_file(host, entry)))
        host.begin(*[entry["path"] for entry, new in news if new is not None])
        for entry, new in news:
            if new is not None:
                os.rename(new, entry["path"])
    finally:
        for _, new in news:
            if new is not None and os.path.exists(new):
                os.unlink(new)
    for entry in entries:
        set_rights(host, entry)


def make_directory(host, entry):
    path = entry["path"]
    if not os.path.isdir(path) and host.change(path, "", "a directory\n"):
        os.makedirs(path)


def new_file(host, entry):
    """Its path, beside the old one, tried and with its rights; None where the old one is right."""
    path, content = entry["path"], entry["content"].encode()
    is_there = os.path.exists(path)
    if is_there and entry.get("once"):
        return None
    before = b""
    if is_there:
        with open(path, "rb") as file:
            before = file.read()
        if before == content:
            return None
    shown = ("a secret\n", "another secret\n") if entry.get("secret") else (before.decode(errors="replace"), content.decode())
    if not host.change(path, *shown):
        return None
    handle, new = tempfile.mkstemp(prefix=".paperfloor-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if is_there:
                old = os.stat(path)
                os.fchown(handle, old.st_uid, old.st_gid)
            os.fchmod(handle, mode_of(entry))
        if entry.get("validate"):
            code, said = run(*[word.replace("%s", new) for word in shlex.split(entry["validate"])])
            if code != 0:
                raise Failure("%s would not be right: %s" % (path, said))
    except BaseException:
        os.unlink(new)
        raise
    return new


def mode_of(entry):
    return int(entry.get("mode") or ("0644" if "content" in entry else "0755"), 8)


def set_rights(host, entry):
    path = entry["path"]
    # In a check it may not be there yet, nor the accounts it shall belong to.
    if host.check and not os.path.exists(path):
        return
    found = os.stat(path)
    mode = stat.S_IMODE(found.st_mode)
    owner = id_of(host, entry.get("owner"), pwd.getpwnam, "pw_uid", found.st_uid)
    group = id_of(host, entry.get("group"), grp.getgrnam, "gr_gid", found.st_gid)
    if (mode, found.st_uid, found.st_gid) == (mode_of(entry), owner, group):
        return
    before, after = ((mode, found.st_uid, found.st_gid), (mode_of(entry), owner, group))
    if host.change(path, "mode %04o, owner %d, group %d\n" % before, "mode %04o, owner %d, group %d\n" % after):
        host.begin(path)
        os.chown(path, owner, group)
        os.chmod(path, mode_of(entry))


def id_of(host, name, look, field, found):
    if name is None:
        return found
    try:
        return getattr(look(name), field)
    except KeyError:
        if host.check:
            return found
        raise Failure("there is no %s here" % name) from None


def settle(host, asked):
    """Brings what changed into force. Everything is attempted; then the failures are told."""
    touched = [entry for entry in asked["files"] + asked["members"] if name_of(entry) in host.changed]
    restarts = unique(unit for entry in touched for unit in entry.get("restarts", []))
    reloads = [unit for unit in unique(u for e in touched for u in e.get("reloads", [])) if unit not in restarts]
    problems = []

    def attempt(*words):
        code, said = run(*words)
        if code != 0:
            problems.append("%s: ended with %d: %s" % (" ".join(words), code, said))

    if not host.check:
        for command in unique(entry["apply"] for entry in touched if entry.get("apply")):
            attempt(*shlex.split(command))
        if any(is_unit(entry) for entry in touched):
            attempt("systemctl", "daemon-reload")
    states = states_of(asked["units"])
    disabled = [unit for unit, state in states.items() if state["UnitFileState"] not in ENABLED]
    for unit in disabled:
        host.change(unit, "", "enabled\n")
    if disabled and not host.check:
        attempt("systemctl", "enable", "--quiet", *disabled)
    if reloads and not host.check:
        attempt("systemctl", "try-reload-or-restart", *reloads)
    stopped = [unit for unit, state in states.items() if not (state["ActiveState"] in RUNNING or is_kept(state))]
    for unit in stopped:
        host.change(unit, "", "started\n")
    left = [unit for unit in stopped if unit not in restarts]
    if left and not host.check:
        attempt("systemctl", "start", *left)
    # Last: what is restarted may look for what was reloaded.
    if restarts and not host.check:
        attempt("systemctl", "restart", *restarts)
    if problems:
        raise Failure("; ".join(problems))


def states_of(units):
    """What systemd knows of each; in a check, of some nothing yet."""
    if not units:
        return {}
    asked = "UnitFileState,ActiveState,ConditionResult,ConditionTimestampMonotonic"
    said = must("systemctl", "show", "--property=" + asked, *units)
    return {unit: dict(line.split("=", 1) for line in block.split("\n")) for unit, block in zip(units, said.split("\n\n"))}


def is_kept(state):
    """Its own conditions kept it from running here (in a container, for one, nobody sets the clock)."""
    return state["ConditionResult"] == "no" and state["ConditionTimestampMonotonic"] != "0"


def unique(names):
    return list(dict.fromkeys(names))


if __name__ == "__main__":
    carry_out()
