/**
 * Whether the new migrations of a release only add, read from their text: one that takes away or changes what the release before
 * uses must say so (`breaking = true`), and then there is no way back. Pure. It knows words, not what a statement built at run time
 * does; that is what the gate and the restore point are for.
 */
export interface MigrationText {
  readonly id: string;
  readonly source: string;
}

const takingAway: readonly (readonly [RegExp, string])[] = [
  [
    /\bDROP\s+(TABLE|COLUMN|SCHEMA|SEQUENCE|VIEW|TYPE|FUNCTION)\b|\bdrop(Table|Column|Schema|View|Type)\b/i,
    'drops something',
  ],
  [/\bRENAME\b|\brename(To|Column)\b/i, 'renames something'],
  [/\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b|\bsetDataType\b/i, 'changes a type'],
  [/\bSET\s+NOT\s+NULL\b|\bsetNotNull\b/i, 'forbids nulls that were allowed'],
  [/\bTRUNCATE\b|\bDELETE\s+FROM\b|\bdeleteFrom\b/i, 'removes rows'],
  [/\bREVOKE\b/i, 'takes rights away'],
];

/** One sentence per fault. */
export function contractingFaults(migrations: readonly MigrationText[]): string[] {
  return migrations.flatMap(({ id, source }) => {
    if (/^export const breaking = true\b/m.test(source)) return [];
    const up = source
      .replace(/export (async )?function down[\s\S]*$/, '')
      .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    return takingAway
      .filter(([words]) => words.test(up))
      .map(([, what]) => `migration ${id} ${what} and does not say that it is breaking`);
  });
}
