/** Where the dashboards come together. */
import type { Dashboard } from './dashboard.ts';
import { exchangeDashboard } from './exchange.ts';
import { platformDashboard } from './platform.ts';

export const allDashboards: readonly Dashboard[] = [exchangeDashboard, platformDashboard];
