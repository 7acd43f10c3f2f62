/**
 * JSON of the socket protocols, read strictly and kept as written. Numbers keep their literal text (`0.10` is not `0.1`,
 * and a 64-bit id is not rounded), because signatures cover that text and ids are echoed with it. A name that stands twice
 * in one object is refused: the two readers of such a message would not agree. Depth is bounded.
 */
export type JsonValue = string | boolean | null | JsonNumber | JsonList | JsonObject;

export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export class JsonList {
  readonly items: readonly JsonValue[];
  /** As it was written. */
  readonly text: string;
  constructor(items: readonly JsonValue[], text: string) {
    this.items = items;
    this.text = text;
  }
}

export class JsonObject {
  readonly members: ReadonlyMap<string, JsonValue>;
  readonly text: string;
  constructor(members: ReadonlyMap<string, JsonValue>, text: string) {
    this.members = members;
    this.text = text;
  }
}

export type JsonReading =
  | { readonly ok: true; readonly value: JsonValue }
  /** `problem` reads like "expected value at line 1 column 5". */
  | { readonly ok: false; readonly problem: string };

const depthMax = 8;
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const stringPattern = /"(?:[^"\\]+|\\.)*"/y;
const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;

export function readJson(text: string): JsonReading {
  const scanner = new Scanner(text);
  try {
    return { ok: true, value: scanner.document() };
  } catch (error) {
    if (error instanceof JsonProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

class JsonProblem extends Error {}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('trailing characters');
    return value;
  }

  #value(depth: number): JsonValue {
    this.#space();
    if (depth > depthMax) this.#fail('recursion limit exceeded');
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default: {
        const number = this.#match(numberPattern);
        return number === undefined ? this.#fail('expected value') : new JsonNumber(number);
      }
    }
  }

  #object(depth: number): JsonObject {
    const start = this.#at++;
    const members = new Map<string, JsonValue>();
    if (!this.#take('}')) {
      do {
        this.#space();
        const name = this.#text[this.#at] === '"' ? this.#string() : this.#fail('key must be a string');
        if (members.has(name)) this.#fail('duplicate field');
        if (!this.#take(':')) this.#fail('expected `:`');
        members.set(name, this.#value(depth + 1));
      } while (this.#take(','));
      if (!this.#take('}')) this.#fail('expected `,` or `}`');
    }
    return new JsonObject(members, this.#text.slice(start, this.#at));
  }

  #list(depth: number): JsonList {
    const start = this.#at++;
    const items: JsonValue[] = [];
    if (!this.#take(']')) {
      do items.push(this.#value(depth + 1));
      while (this.#take(','));
      if (!this.#take(']')) this.#fail('expected `,` or `]`');
    }
    return new JsonList(items, this.#text.slice(start, this.#at));
  }

  /** Nearly every one stands there as it is; what has escapes, or characters that must have been escaped, is read the long way. */
  #string(): string {
    const text = this.#text;
    let end = this.#at + 1;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === quote) {
        const content = text.slice(this.#at + 1, end);
        this.#at = end + 1;
        return content;
      }
      if (code === backslash || code < space) break;
    }
    const literal = this.#match(stringPattern);
    if (literal === undefined) return this.#fail('invalid string');
    try {
      return JSON.parse(literal) as string;
    } catch {
      return this.#fail('invalid string');
    }
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('expected value');
    this.#at += word.length;
    return value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #take(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (; ; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== space && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #fail(problem: string): never {
    const before = this.#text.slice(0, this.#at);
    const line = before.split('\n').length;
    const column = this.#at - before.lastIndexOf('\n');
    throw new JsonProblem(`${problem} at line ${line} column ${column}`);
  }
}
