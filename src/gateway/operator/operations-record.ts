/**
 * What operators have told this server about releases, drills, backups and incidents: a file that `paperfloor ops evidence record`
 * makes from the evidence. The server can't know these things by itself, so it says whose word it is: up to which entry of the evidence, with
 * that entry's hash, and when. A file that is missing or damaged is told as that, never shown as good news.
 */
import { readFile, stat } from 'node:fs/promises';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

/** A record of some hundred drills is a tenth of it. */
const bytesMax = 512 * 1024;
export const recordFormat = 'paperfloor-operations-record-1';

const text = Type.String({ maxLength: 4000 });
const at = Type.String({ pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$` });
const verdict = Type.Union(['pass', 'fail', 'inconclusive', 'waived'].map((word) => Type.Literal(word)));
const measured = Type.Record(text, Type.Union([text, Type.Number(), Type.Boolean()]));
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);

const recordSchema = Type.Object({
  format: Type.Literal(recordFormat),
  environment: text,
  madeAt: at,
  entries: Type.Integer({ minimum: 0 }),
  hash: text,
  releases: Type.Array(
    Type.Object({
      ...{ kind: text, version: text, slot: orNull(text), at, by: text, verdict, reason: text },
      milliseconds: orNull(Type.Number()),
    }),
    { maxItems: 50 },
  ),
  drills: Type.Array(Type.Object({ name: text, at, verdict, reason: text, measured }), { maxItems: 100 }),
  checks: Type.Array(Type.Object({ kind: text, at, by: text, verdict, measured }), { maxItems: 100 }),
  backups: Type.Object({
    made: orNull(Type.Object({ at, label: text })),
    verified: orNull(Type.Object({ at, verdict })),
    restored: orNull(Type.Object({ at, label: text, verdict })),
  }),
  incidents: Type.Array(Type.Object({ id: text, title: text, severity: text, began: text, ended: orNull(text) }), {
    maxItems: 100,
  }),
});

export type OperationsRecord = Static<typeof recordSchema>;

export type RecordAnswer =
  | { readonly state: 'none' }
  | { readonly state: 'unreadable'; readonly reason: string }
  | { readonly state: 'given'; readonly record: OperationsRecord };

/** Reads the file anew only when it has changed. `path` undefined: nothing was configured. Never rejects. */
export function recordReader(path: string | undefined): () => Promise<RecordAnswer> {
  let known: { readonly stamp: string; readonly answer: RecordAnswer } | undefined;
  return async () => {
    if (path === undefined) return { state: 'none' };
    try {
      const { size, mtimeMs } = await stat(path);
      const stamp = `${size} ${mtimeMs}`;
      if (known?.stamp === stamp) return known.answer;
      const answer =
        size > bytesMax ? unreadable(`it is larger than ${bytesMax} bytes`) : readRecord(await readFile(path, 'utf8'));
      known = { stamp, answer };
      return answer;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' ? { state: 'none' } : unreadable(code ?? 'it could not be read');
    }
  };
}

function readRecord(content: string): RecordAnswer {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return unreadable('it is not JSON, or was cut off');
  }
  if (Value.Check(recordSchema, value))
    return { state: 'given', record: Value.Clean(recordSchema, value) as OperationsRecord };
  const [fault] = Value.Errors(recordSchema, value);
  return unreadable(`${fault?.path === '' ? 'the whole' : fault?.path}: ${fault?.message ?? 'is of another form'}`);
}

function unreadable(reason: string): RecordAnswer {
  return { state: 'unreadable', reason };
}
