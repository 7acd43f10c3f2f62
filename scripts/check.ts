/** `npm run check`: everything a reviewer would run, without the tests. */
import { checks, runCheck } from './check/checks.ts';

let failed = 0;
for (const check of checks) {
  const complaint = runCheck(check);
  if (complaint !== undefined) failed++;
  console.log(`${complaint === undefined ? 'ok    ' : 'FAILED'} ${check.name}`);
  if (complaint !== undefined) console.log(complaint);
}
process.exit(failed === 0 ? 0 : 1);
