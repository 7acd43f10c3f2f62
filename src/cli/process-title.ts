/**
 * What the process list shows of this program. Everybody on a machine can read it, so a command line that has a secret in it is
 * replaced by one without; any other stays as it is. Until the program runs, the secret stands there: the variables do not have that gap.
 */
import { flagOf, optionNames, options } from '../config/options.ts';

const secretFlags = optionNames.filter((name) => options[name].secret).map(flagOf);
const mask = '[redacted]';

/** `words` without the program's name; undefined when there is no secret among them. */
export function titleWithoutSecrets(words: readonly string[]): string | undefined {
  const shown = words.map((word, at) => {
    if (at > 0 && secretFlags.includes(words[at - 1] ?? '')) return mask;
    const flag = secretFlags.find((one) => word.startsWith(`${one}=`));
    return flag === undefined ? word : `${flag}=${mask}`;
  });
  return shown.some((word, at) => word !== words[at]) ? ['paperfloor', ...shown].join(' ') : undefined;
}
