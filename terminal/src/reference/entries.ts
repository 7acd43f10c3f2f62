/** What the page shows, made from the documents: one entry for each operation, stream, method and event, in chapters. */
import type {
  AsyncApiJson,
  AsyncOperationJson,
  OpenApiJson,
  OperationJson,
  ParameterJson,
  SchemaJson,
  WeightJson,
} from './documents.ts';

export interface ParameterRow {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly tells: string;
}

export interface ErrorRow {
  readonly name: string;
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

export interface Sample {
  readonly label: string;
  readonly text: string;
}

export interface Entry {
  readonly id: string;
  /** GET, POST and so on; `stream`, `method`, `event`. */
  readonly badge: string;
  readonly place: string;
  readonly tells: string;
  readonly deprecated: boolean;
  readonly permission: string;
  readonly weight: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly parameters: readonly ParameterRow[];
  readonly oneOf: readonly string[];
  readonly errors: readonly ErrorRow[];
  readonly samples: readonly Sample[];
  readonly answer: string | undefined;
  /** Lower case; what the search looks at. */
  readonly words: string;
}

export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly tells: string;
  readonly entries: readonly Entry[];
}

export interface Place {
  /** What `$SERVER` stands for in examples. */
  readonly http: string;
  readonly socket: string;
}

const socketChapters = [
  [
    'Streams',
    'Market data pushed to you: connect to /ws with names of streams, or to /stream to be told the name too.',
  ],
  ['User data', 'What happens to your orders and balances, pushed to you on the WebSocket API.'],
  ['Session', 'What the WebSocket API has alone. All other methods are twins of REST operations.'],
] as const;
const shownValues = 16;

export function chaptersOf(rest: OpenApiJson, sockets: AsyncApiJson, place: Place): readonly Chapter[] {
  const ofRest = Object.entries(rest.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      tag: operation.tags[0],
      entry: restEntry(rest, sockets, path, method.toUpperCase(), operation, place),
    })),
  );
  const ofSockets = Object.entries(sockets.operations).map(([id, operation]) => ({
    tag: operation.tags[0]?.name,
    entry: socketEntry(sockets, id, operation, place),
  }));
  const titles = [...rest.tags.map(({ name, description }) => [name, description] as const), ...socketChapters];
  const known = new Set<string>(socketChapters.map(([title]) => title));
  return titles
    .map(([title, tells]) => ({
      id: title.toLowerCase().replaceAll(' ', '-'),
      title,
      tells,
      entries: [...ofRest, ...ofSockets.filter(({ tag }) => known.has(tag ?? ''))]
        .filter(({ tag }) => tag === title)
        .map(({ entry }) => entry),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** Every word must be found. */
export function search(chapters: readonly Chapter[], text: string): readonly Chapter[] {
  const wanted = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return chapters;
  return chapters
    .map((chapter) => ({
      ...chapter,
      entries: chapter.entries.filter(({ words }) => wanted.every((word) => words.includes(word))),
    }))
    .filter(({ entries }) => entries.length > 0);
}

function restEntry(
  rest: OpenApiJson,
  sockets: AsyncApiJson,
  path: string,
  method: string,
  operation: OperationJson,
  place: Place,
): Entry {
  const twin = operation['x-ws-method'];
  const ok = Object.values(operation.responses['200']?.content ?? {})[0];
  const names = Object.values(operation.responses).flatMap(({ content = {} }) =>
    Object.keys(content['application/json']?.examples ?? {}),
  );
  const orders = operation['x-order-count'];
  return entryOf({
    id: operation.operationId,
    badge: method,
    place: path,
    tells: operation.summary,
    deprecated: operation.deprecated ?? false,
    permission: operation['x-permission'],
    weight: weightText(operation['x-weight']),
    facts: [
      ...(twin === undefined ? [] : [['on sockets', twin] as const]),
      ['key', permissionText(operation['x-permission'])],
      ...(operation['x-weight'] === undefined ? [] : [['weight', weightSentence(operation['x-weight'])] as const]),
      ...(orders === undefined ? [] : [['unfilled orders', `counts ${orders}`] as const]),
    ],
    parameters: (operation.parameters ?? []).map((one) => parameterRow(rest, one)),
    oneOf: (operation['x-one-of'] ?? []).map((group) => group.join(' or ')),
    errors: errorRows(rest, names),
    samples: [
      ...(operation['x-codeSamples'] ?? []).map(({ label, source }) => ({
        label,
        text: source.replaceAll('$SERVER', place.http),
      })),
      ...(twin === undefined
        ? []
        : [{ label: 'socket', text: exampleOf(sockets, `ask_${twin.replace(/\W+/g, '_')}`) ?? '' }]),
    ],
    answer: ok?.example === undefined ? undefined : pretty(ok.example),
  });
}

function socketEntry(sockets: AsyncApiJson, id: string, operation: AsyncOperationJson, place: Place): Entry {
  const channel = sockets.channels[tail(operation.channel.$ref)];
  const [message = ''] = operation.messages.map(({ $ref }) => tail($ref));
  const [replied] = (operation.reply?.messages ?? []).map(({ $ref }) => tail($ref));
  const asked = operation.action === 'receive';
  const isStream = operation.tags[0]?.name === 'Streams';
  const name =
    isStream && !asked
      ? (channel?.address.replace('/ws/', '') ?? id)
      : (operation.title ?? message.replace(/^event_/, ''));
  const params = sockets.components.messages[message]?.payload.properties?.params?.properties ?? {};
  const pace = operation['x-pace'];
  return entryOf({
    id,
    badge: asked ? 'method' : isStream ? 'stream' : 'event',
    place: name === 'control_request' ? 'SUBSCRIBE, UNSUBSCRIBE, …' : name,
    tells: operation.summary,
    deprecated: false,
    permission: operation['x-permission'] ?? 'none',
    weight: weightText(operation['x-weight']),
    facts: [
      ['address', `${place.socket}${channel?.address ?? ''}`],
      ...(pace === undefined ? [] : [['comes', pace] as const]),
      ...(operation['x-weight'] === undefined ? [] : [['weight', weightSentence(operation['x-weight'])] as const]),
    ],
    parameters: [
      ...Object.entries(channel?.parameters ?? {}).map(([part, { description, enum: values }]) => ({
        name: part,
        required: true,
        type: values?.join(' ') ?? 'text',
        tells: description ?? 'One of these.',
      })),
      ...Object.entries(params).map(([part, schema]) => ({
        name: part,
        required: false,
        type: typeText(schema),
        tells: schema.description ?? '',
      })),
    ],
    oneOf: [],
    errors: [],
    samples: asked ? [{ label: 'send', text: exampleOf(sockets, message) ?? '' }] : [],
    answer: exampleOf(sockets, replied ?? (asked ? '' : message)),
  });
}

function entryOf(entry: Omit<Entry, 'words'>): Entry {
  const { badge, place, tells, permission, facts, parameters, errors } = entry;
  const words = [
    badge,
    place,
    tells,
    permission,
    ...facts.map(([, value]) => value),
    ...parameters.map(({ name }) => name),
    ...errors.map(({ code, name }) => `${code} ${name}`),
  ];
  return { ...entry, words: words.join(' ').toLowerCase() };
}

function parameterRow(rest: OpenApiJson, given: ParameterJson): ParameterRow {
  const found = given.$ref === undefined ? given : rest.components.parameters[tail(given.$ref)];
  const { name, required, description, schema } = found ?? given;
  const resolved = schema.$ref === undefined ? schema : (rest.components.schemas[tail(schema.$ref)] ?? schema);
  const place = (found ?? given).in;
  return {
    name,
    required,
    type: typeText(resolved),
    tells: place === 'header' ? `Header. ${description}` : description,
  };
}

/** In words short enough for a column. */
function typeText({ type, format, enum: values, minimum, maximum, default: fallback, pattern }: SchemaJson): string {
  if (values !== undefined) {
    const more = values.length > shownValues ? ` and ${values.length - shownValues} more` : '';
    return `${values.slice(0, shownValues).join(' ')}${more}${fallback === undefined ? '' : ` (${fallback})`}`;
  }
  const kind = format ?? String(type ?? 'text').replace('string', pattern ?? 'text');
  const huge = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER;
  const range = huge ? '' : ` ${minimum ?? 0} to ${maximum}`;
  return `${kind}${range}${fallback === undefined ? '' : `, ${fallback} when absent`}`;
}

function errorRows(rest: OpenApiJson, names: readonly string[]): readonly ErrorRow[] {
  const wanted = new Set(names);
  return Object.entries(rest['x-errors'])
    .filter(([name]) => wanted.has(name))
    .map(([name, error]) => ({ name, ...error }));
}

function weightText(weight: WeightJson | undefined): string {
  if (weight === undefined) return '';
  return weight.least === weight.most ? String(weight.usual) : `${weight.least}–${weight.most}`;
}

function weightSentence(weight: WeightJson): string {
  const range = weight.least === weight.most ? '' : `, ${weight.least} to ${weight.most} by what is asked for`;
  return `${weight.usual}${range}${weight.free === true ? '; nothing when it succeeds' : ''}`;
}

function permissionText(permission: string): string {
  if (permission === 'none') return 'not needed';
  if (permission === 'operator') return 'none: the operator token, as a bearer token';
  return permission === 'key' ? 'needed, no signature' : `may ${permission}, and signs`;
}

function exampleOf(sockets: AsyncApiJson, message: string): string | undefined {
  const example = sockets.components.messages[message]?.examples?.[0]?.payload;
  return example === undefined ? undefined : pretty(example);
}

function pretty(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}

function tail(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
