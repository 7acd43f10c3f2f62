export function compileCachePath(root: string): string;
export function fillCompileCache(root: string, node: string): void;
