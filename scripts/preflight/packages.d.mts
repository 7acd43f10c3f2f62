interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly optional?: boolean }>
  >;
}
export function installPackages(root: string): Promise<void>;
export function isInstalled(root: string): boolean;
export function differences(wanted: object, installed: Partial<Lock>): string[];
