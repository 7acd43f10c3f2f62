/**
 * Every option of the server, once. From this table come the flags (`--log-level`), the environment names
 * (`PAPERFLOOR_LOG_LEVEL`), the help, the errors and docs/reference/options.md. Rules between options are in
 * read-config.ts.
 */
import {
  choice,
  floorNames,
  integer,
  isDay,
  networks,
  type Option,
  reportsUrl,
  secretToken,
  secretUrl,
  text,
  webUrl,
  word,
} from './option.ts';

export const options = {
  port: integer({
    min: 0,
    max: 65_535,
    default: 8080,
    sentence: 'TCP port of the API, the streams and the terminal; 0 takes any free one.',
  }),
  host: text({
    default: '127.0.0.1',
    defaultText: '127.0.0.1',
    placeholder: 'ADDRESS',
    charactersMax: 253,
    sentence: 'Address to listen on; 0.0.0.0 or :: lets other machines in.',
  }),
  advertise: webUrl({
    defaultText: 'where it listens',
    sentence: 'Where the other servers on the same database reach this one.',
  }),
  data: text({
    default: undefined,
    defaultText: ".data in Paperfloor's own directory",
    placeholder: 'DIRECTORY',
    charactersMax: 4096,
    sentence: 'Where everything that must survive is kept: the embedded database, server.pid, admin.sock, secret.key.',
  }),
  database: secretUrl({
    protocols: ['postgres:', 'postgresql:'],
    defaultText: 'a PostgreSQL of its own inside the data directory',
    sentence: 'A PostgreSQL of version 15 or later to keep the journal in.',
  }),
  freeMebibytesMin: integer({
    min: 0,
    max: 1_000_000_000,
    default: 2048,
    sentence:
      "Free mebibytes on the data directory's disk below which the server says so (log, metrics, /readyz, Operations page) " +
      'before its own database runs out of room; 0 says nothing.',
  }),
  limits: choice({
    values: ['on', 'off'],
    default: 'on',
    sentence: 'Request and order rate limits; off for load tests and replays at high speed.',
  }),
  bans: choice({
    values: ['on', 'off'],
    default: 'on',
    sentence: 'Whether an address that goes on after 429 is banned (418), for 2 minutes at first and 3 days at most.',
  }),
  requestWeightPerMinute: limit(6000, 'Request weight that an address may use in a minute.'),
  rawRequestsPerFiveMinutes: limit(300_000, 'HTTP requests that an address may send in five minutes.'),
  connectsPerFiveMinutes: limit(300, 'Sockets that an address may open in five minutes.'),
  ordersPerTenSeconds: limit(100, 'Unfilled orders that an account may place in ten seconds.'),
  ordersPerDay: limit(200_000, 'Unfilled orders that an account may place in a day.'),
  apiRules: word({
    fits: (name) => name === 'compatible' || name === 'today' || isDay(name),
    default: 'compatible',
    placeholder: 'compatible|today|DAY',
    expected: 'compatible, today, or a day such as 2026-01-31',
    sentence:
      "Which day's API floors speak that do not name one: today's with what the exchange has removed still answered, " +
      "today's strictly, or that of a day.",
  }),
  demo: choice({
    values: ['auto', 'on', 'off'],
    default: 'auto',
    sentence:
      'Lets a visitor of the terminal open a funded paper account by one click; auto is on only with the embedded ' +
      'database and a loopback address.',
  }),
  terminal: choice({ values: ['on', 'off'], default: 'on', sentence: 'Serves the web terminal at /.' }),
  operatorToken: secretToken({
    charactersMin: 24,
    sentence: 'Opens the Operations page at /operations to whoever knows it; without one the page shows nothing.',
  }),
  operationsRecord: text({
    default: undefined,
    defaultText: 'none',
    placeholder: 'FILE',
    charactersMax: 4096,
    sentence:
      'What the Operations page says of releases, drills and backups: the file that ops evidence record has made.',
  }),
  serverName: text({
    default: undefined,
    defaultText: "the host's name",
    placeholder: 'NAME',
    charactersMax: 64,
    sentence: 'What this server is called on the Operations page and in error reports.',
  }),
  errorReports: reportsUrl({
    sentence: 'Where errors that somebody must look into are reported, redacted; any receiver of the Sentry protocol.',
  }),
  errorAddresses: choice({
    values: ['hidden', 'shown'],
    default: 'hidden',
    sentence: 'Whether error reports may hold IP addresses.',
  }),
  environmentName: text({
    default: 'local',
    defaultText: 'local',
    placeholder: 'NAME',
    charactersMax: 64,
    sentence: 'What this installation is called in error reports, such as production.',
  }),
  seed: text({
    default: undefined,
    defaultText: 'drawn at random',
    placeholder: 'TEXT',
    charactersMax: 64,
    sentence: 'Seed of the market of the default floor; read once, when the floor is made at first start.',
  }),
  secretKeyFile: text({
    default: undefined,
    defaultText: 'secret.key in the data directory, made at first start',
    placeholder: 'FILE',
    charactersMax: 4096,
    sentence:
      'File with the key that encrypts stored API secrets: 32 bytes as 64 hexadecimal digits; further lines hold earlier ' +
      'keys, which still open. One that is named has to be there.',
  }),
  trustedProxies: networks({
    sentence: 'Proxies whose X-Forwarded-For is believed; everybody else is known by the address of the connection.',
  }),
  closedFloors: floorNames({
    sentence:
      'Floors that this server does not open; one that cannot be opened, or has ended its server twice within ten minutes, is set aside without it.',
  }),
  drainSeconds: integer({
    min: 0,
    max: 300,
    default: 10,
    sentence: 'Seconds that requests and streams get to finish after SIGTERM before they are cut.',
  }),
  logLevel: choice({
    values: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    default: 'info',
    sentence: 'Least severe log line that is written to stderr.',
  }),
} as const satisfies Record<string, Option<unknown>>;

/** What is listed in exchangeInfo and enforced while limits are on. */
function limit(usual: number, sentence: string): Option<number> {
  return integer({ min: 1, max: 2_000_000_000, default: usual, sentence });
}

export type OptionName = keyof typeof options;
export type OptionValues = {
  readonly [Name in OptionName]: (typeof options)[Name] extends Option<infer T> ? T : never;
};

export const optionNames = Object.keys(options) as OptionName[];

/** `logLevel` → `--log-level`. */
export function flagOf(name: OptionName): string {
  return `--${words(name).join('-')}`;
}

/** `logLevel` → `PAPERFLOOR_LOG_LEVEL`. */
export function variableOf(name: OptionName): string {
  return `${variablePrefix}${words(name).join('_').toUpperCase()}`;
}

export const variablePrefix = 'PAPERFLOOR_';

function words(name: string): string[] {
  return name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
}
