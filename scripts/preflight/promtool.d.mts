export function findPromtool(env?: Readonly<Record<string, string | undefined>>): string | undefined;
export function fetchPromtool(env?: Readonly<Record<string, string | undefined>>): void;
