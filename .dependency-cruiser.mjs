/** dependency-cruiser's rules, each a sentence, made from the project's one import table. */
import { folderOf, importTable } from './scripts/check/import-table.mjs';

const rooms = importTable.map((row) => ({
  name:
    row.mayImport.length === 0
      ? `${row.room}-imports-only-itself`
      : `${row.room}-imports-only-${row.mayImport.join('-')}`,
  comment: row.why,
  severity: 'error',
  from: { path: `^${folderOf(row.room)}/`, pathNot: '[.]test[.]ts$|/test-support/' },
  to: { path: '^(src|ops)/', pathNot: `^(${[row.room, ...row.mayImport].map(folderOf).join('|')})/` },
}));

export default {
  forbidden: [
    ...rooms,
    {
      name: 'no-cycles',
      comment: 'a circle of imports is one idea cut in two',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-code-in-production',
      comment: 'what ships does not lean on tests, benchmarks or examples',
      severity: 'error',
      from: { path: '^(src|ops)/', pathNot: '[.]test[.]ts$|/test-support/' },
      to: { path: '^(test|bench|examples)/|[.]test[.]ts$|/test-support/' },
    },
    {
      name: 'no-orphans',
      comment: 'a file nobody imports is dead, unless something starts it',
      severity: 'error',
      from: {
        ...{ orphan: true, path: '^(src|ops)/' },
        pathNot: '[.]test[.]ts$|[.]d[.]ts$|^src/main[.]ts$|^src/cli/main[.]ts$',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
