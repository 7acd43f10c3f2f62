/** Accounts with money of every asset, opened before anything goes wrong. */
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { UserCommand } from '../../src/core/messages/command.ts';
import type { AccountId, Amount, AssetIndex } from '../../src/core/units/brand.ts';
import type { Server } from './server.ts';
import type { World } from './world.ts';

export const accounts = [1000, 1001, 1002] as AccountId[];

export async function openAccounts(world: World, server: Server, definition: FloorDefinition): Promise<void> {
  const { port } = server;
  if (port === undefined) throw new Error(`the first server did not open: ${world.problems.join('; ')}`);
  const amount = (10n ** 13n) as Amount;
  const grant = definition.assets.map((_, asset) => ({ asset: asset as AssetIndex, amount }));
  const commands: UserCommand[] = accounts.map((account) => ({ type: 'open_account', account, grant }));
  let open = commands.length;
  for (const command of commands) void port.session.submit(command).then(() => open--);
  await world.run(world.nowUs + 5_000_000, () => open === 0);
  if (open > 0) world.problem('the accounts could not be opened in peace');
}
