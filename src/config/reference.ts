/** docs/reference/options.md, written from the options table: `node src/config/reference.ts > docs/reference/options.md`. */
import { flagOf, optionNames, options, variableOf } from './options.ts';

export function optionsReference(): string {
  const rows = optionNames.map((name) => {
    const option = options[name];
    const flag = `\`${flagOf(name)} ${option.placeholder}\``.replaceAll('|', '\\|');
    return `| ${flag} | \`${variableOf(name)}\` | ${option.defaultText} | ${option.sentence}${option.secret ? ' Never printed.' : ''} |`;
  });
  return [
    '# Options of the server',
    '',
    'Made from `src/config/options.ts`; a test compares the two. Give an option as a flag of `npm start --` or',
    '`paperfloor serve`, or as an environment variable; the flag wins. Unknown flags and unknown `PAPERFLOOR_` variables',
    'are refused by name. Relative paths count from the working directory. What is never printed is taken out of the process',
    'list, too, as soon as the program runs; as a variable it is never in there, nor in the history of a shell.',
    '',
    '| flag | variable | default | what it does |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

if (import.meta.main) process.stdout.write(optionsReference());
