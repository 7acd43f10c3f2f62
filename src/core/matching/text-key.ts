/**
 * A text as a whole number of 32 bits, for a table that compares the texts themselves before it believes it (FNV-1a, over UTF-16
 * code units). Texts with one key can be made on purpose: a table must not be shared by those who would suffer from it.
 */
export function textKey(text: string): number {
  let key = 0x811c9dc5 | 0;
  for (let at = 0; at < text.length; at++) key = Math.imul(key ^ text.charCodeAt(at), 0x01000193);
  return key;
}
