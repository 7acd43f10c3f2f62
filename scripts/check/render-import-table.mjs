/** The import table as ARCHITECTURE.md shows it. */
import { importTable } from './import-table.mjs';

export function renderImportTable() {
  const rows = importTable.map((row) => {
    const rooms = row.mayImport.length > 0 ? row.mayImport.join(', ') : 'nothing';
    const packages = row.packages.map((name) => (name === 'node:' ? 'Node' : name)).join(', ');
    return `| ${row.room} | ${rooms} | ${packages} | ${row.why} |`;
  });
  return ['| room | rooms it may import | packages | because |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
