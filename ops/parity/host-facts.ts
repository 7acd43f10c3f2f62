/**
 * What a host is made of: system, packages, configuration, release. The host itself reads and digests its files, with the environment's
 * own names and addresses replaced and everything that looks like a secret masked: contents never leave it, and two environments can be
 * compared.
 */

export interface HostFacts {
  readonly system: string;
  readonly kernel: string;
  /** Name to version. */
  readonly packages: Readonly<Record<string, string>>;
  /** Path to SHA-256 of the comparable content. */
  readonly files: Readonly<Record<string, string>>;
  /** Slot to the release in it; empty for none. */
  readonly slots: Readonly<Record<string, string>>;
  /** When the host's certificate ends, as OpenSSL says it. */
  readonly certificateEnds: string;
  /** Empty where no database runs. */
  readonly schema: string;
}

/** Where configuration is kept: what roles write, and what packages bring beside it. */
export const configurationPaths: readonly string[] = [
  ...[
    '/etc/alertmanager',
    '/etc/bind',
    '/etc/chrony',
    '/etc/default',
    '/etc/etcd',
    '/etc/haproxy/haproxy.cfg',
    '/etc/keepalived',
  ],
  ...[
    '/etc/nftables.conf',
    '/etc/paperfloor/slots',
    '/etc/patroni',
    '/etc/pgbackrest',
    '/etc/pgbackrest.conf',
    '/etc/postgresql',
  ],
  ...['/etc/postgresql-common', '/etc/prometheus', '/etc/rsyslog.conf', '/etc/rsyslog.d', '/etc/ssh/sshd_config'],
  ...[
    '/etc/ssh/sshd_config.d',
    '/etc/sudoers.d',
    '/etc/sysctl.d',
    '/etc/systemd/journald.conf.d',
    '/etc/systemd/system',
  ],
  '/usr/local/sbin',
];

const schemaQuery =
  "SELECT string_agg(line, E'\\n' ORDER BY line) FROM (SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS line FROM information_schema.columns WHERE table_schema = 'paperfloor' UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'paperfloor' UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'paperfloor'::regnamespace UNION ALL SELECT 'migration ' || name FROM paperfloor.kysely_migration) lines";

const program = [
  'import hashlib, json, os, re, subprocess, sys',
  'given = json.load(sys.stdin)',
  'secret = re.compile(rb"((?:password|passwd|passphrase|secret|token|cipher-pass|auth_pass)[\\"\']?\\s*[:=]?\\s*)\\S+", re.I)',
  'hexadecimal = re.compile(rb"\\b[0-9a-f]{32,}\\b")',
  'def said(*words):',
  '    done = subprocess.run(words, capture_output=True, text=True)',
  '    return done.stdout.strip() if done.returncode == 0 else ""',
  'def digest(path):',
  '    with open(path, "rb") as f: text = f.read()',
  '    for own, name in given["replace"]: text = text.replace(own.encode(), name.encode())',
  '    return hashlib.sha256(hexadecimal.sub(b"<hex>", secret.sub(rb"\\1<secret>", text))).hexdigest()',
  'def paths():',
  '    for top in given["paths"]:',
  '        if os.path.isfile(top): yield top',
  '        for folder, _, names in os.walk(top):',
  '            for name in names:',
  '                path = os.path.join(folder, name)',
  '                if os.path.isfile(path) and not os.path.islink(path): yield path',
  'release = dict(line.rstrip().split("=", 1) for line in open("/etc/os-release") if "=" in line)',
  'slots = "/opt/paperfloor/slots"',
  'there = os.listdir(slots) if os.path.isdir(slots) else []',
  'json.dump({',
  '    "system": release.get("PRETTY_NAME", "").strip(chr(34)),',
  '    "kernel": os.uname().release,',
  `    "packages": dict(line.split(" ") for line in said("dpkg-query", "-W", "-f=\${Package} \${Version}\\n").splitlines()),`,
  '    "files": {path: digest(path) for path in paths()},',
  '    "slots": {slot: os.path.basename(os.path.realpath(os.path.join(slots, slot))) for slot in there},',
  '    "certificateEnds": said("openssl", "x509", "-noout", "-enddate", "-in", "/etc/paperfloor/pki/host.crt").removeprefix("notAfter="),',
  '    "schema": hashlib.sha256(schema.encode()).hexdigest() if (schema := said("runuser", "-u", "postgres", "--", "psql", "-XAt", "-d", given["database"], "-c", given["query"])) else "",',
  '}, sys.stdout)',
].join('\n');

export const factsWords: readonly string[] = ['sudo', 'python3', '-c', program];

export interface OwnNames {
  readonly environment: string;
  readonly database: string;
  /** Host to address. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly serviceAddress: string;
  readonly serviceName: string;
  readonly domain: string;
  readonly operatorNetworks: readonly string[];
}

/** What the program reads: the longest of the environment's own names first, so that none cuts another. */
export function factsInput(own: OwnNames): string {
  const replace = [
    ...Object.entries(own.addresses).map(([host, address]) => [address, `<${host}>`] as const),
    [own.serviceAddress, '<service>'] as const,
    [own.serviceName, '<service-name>'] as const,
    [own.domain, '<domain>'] as const,
    ...own.operatorNetworks.map((network) => [network.split('/')[0] ?? network, '<operators>'] as const),
    [own.environment, '<environment>'] as const,
  ].toSorted(([left], [right]) => right.length - left.length || (left < right ? -1 : 1));
  return JSON.stringify({ replace, paths: configurationPaths, database: own.database, query: schemaQuery });
}

export function readFacts(answer: string): HostFacts {
  return JSON.parse(answer) as HostFacts;
}

/** Tries to reach an address; prints `open` or `closed`. Anything that answers at all is reached. */
export function reachWords(address: string, port: number): readonly string[] {
  const attempt = [
    'import socket, sys',
    's = socket.socket(); s.settimeout(2)',
    'try: s.connect((sys.argv[1], int(sys.argv[2]))); print("open")',
    'except ConnectionRefusedError: print("open")',
    'except OSError: print("closed")',
  ].join('\n');
  return ['python3', '-c', attempt, address, String(port)];
}
