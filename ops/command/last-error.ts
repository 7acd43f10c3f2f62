/**
 * What a program that ended says for itself, of all that it wrote: the last line that names an error, since the last line of a crash is the
 * version of Node; without one its last line.
 */
export function lastError(text: string): string {
  return text.match(/^(?:error|\w*Error): .*$/gm)?.at(-1) ?? text.trim().split('\n').at(-1) ?? '';
}
