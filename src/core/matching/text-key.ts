/**
 * A text and its owner as a whole number of 32 bits, for a table that compares the texts themselves before it believes it
 * (FNV-1a over UTF-16 code units, the owner first). Texts with one key can be made on purpose, so how many one owner has in a
 * table must have a bound; the owner is mixed in so that texts made for one account do not meet in another.
 */
export function textKey(text: string, owner: number): number {
  let key = Math.imul(owner ^ 0x811c9dc5, 0x9e3779b1);
  for (let at = 0; at < text.length; at++) key = Math.imul(key ^ text.charCodeAt(at), 0x01000193);
  return key;
}
