/**
 * Every option of the server, once. From this table come the flags (`--log-level`), the environment names
 * (`PAPERFLOOR_LOG_LEVEL`), the help, the errors and docs/reference/options.md. Rules between options are in
 * read-config.ts.
 */
import { choice, integer, networks, type Option, secretUrl, text, webUrl } from './option.ts';

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
  limits: choice({
    values: ['on', 'off'],
    default: 'on',
    sentence: 'Request and order rate limits; off for load tests and replays at high speed.',
  }),
  demo: choice({
    values: ['auto', 'on', 'off'],
    default: 'auto',
    sentence:
      'Lets a visitor of the terminal open a funded paper account by one click; auto is on only with the embedded ' +
      'database and a loopback address.',
  }),
  terminal: choice({ values: ['on', 'off'], default: 'on', sentence: 'Serves the web terminal at /.' }),
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
    sentence: 'File with the key that encrypts stored API secrets: 32 bytes as 64 hexadecimal digits.',
  }),
  trustedProxies: networks({
    sentence: 'Proxies whose X-Forwarded-For is believed; everybody else is known by the address of the connection.',
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
