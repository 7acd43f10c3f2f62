export interface RoomRow {
  readonly room: string;
  readonly mayImport: readonly string[];
  readonly packages: readonly string[];
  readonly why: string;
}
export const importTable: readonly RoomRow[];
export function folderOf(room: string): string;
export const composers: readonly string[];
export const bannedInPureRooms: readonly { readonly pattern: RegExp; readonly name: string }[];
export const allowMarker: string;
