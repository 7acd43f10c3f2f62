/** Watching itself: that targets answer, that logs arrive, that alerts are delivered, and that anything of this works at all. */
import type { RuleGroup } from './rule.ts';

export const watchingRules: RuleGroup = {
  name: 'watching',
  rules: [
    {
      alert: 'Watchdog',
      expr: 'vector(1)',
      severity: 'none',
      summary: 'alerts are judged and delivered; when this one stops coming, they are not',
    },
    {
      // Hosts, slots and load balancers have alerts of their own.
      alert: 'TargetDown',
      expr: 'up{job!~"node|application|haproxy"} == 0',
      for: '1m',
      severity: 'ticket',
      summary: '{{ $labels.job }} of {{ $labels.instance }} gives no figures',
    },
    {
      alert: 'AlertsNotDelivered',
      expr: 'sum by (integration) (increase(alertmanager_notifications_failed_total[5m])) > 0',
      for: '1m',
      severity: 'page',
      summary: 'alerts do not get through by {{ $labels.integration }}',
    },
    {
      alert: 'LogsNotArriving',
      expr: 'label_replace(time() - paperfloor_log_last_timestamp_seconds > 900, "host", "$1", "sender", "(.*)")',
      for: '1m',
      severity: 'ticket',
      summary: 'nothing of the log of {{ $labels.host }} has arrived for {{ $value | humanizeDuration }}',
    },
  ],
};
