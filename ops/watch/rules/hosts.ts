/** The machines: whether they are there, and what they run out of. */
import type { RuleGroup } from './rule.ts';

export const hostRules: RuleGroup = {
  name: 'hosts',
  rules: [
    {
      alert: 'HostDown',
      expr: 'up{job="node"} == 0',
      for: '15s',
      severity: 'page',
      summary: '{{ $labels.host }} does not answer',
    },
    {
      alert: 'HostDiskFilling',
      expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.15',
      for: '2m',
      severity: 'ticket',
      summary: '{{ $labels.mountpoint }} of {{ $labels.host }} has {{ $value | humanizePercentage }} left',
    },
    {
      alert: 'HostDiskFull',
      expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.05',
      for: '30s',
      severity: 'page',
      summary: '{{ $labels.mountpoint }} of {{ $labels.host }} has {{ $value | humanizePercentage }} left',
      runbookOf: 'HostDiskFilling',
    },
    {
      alert: 'HostMemoryShort',
      expr: 'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.05',
      for: '2m',
      severity: 'ticket',
      summary: '{{ $labels.host }} has {{ $value | humanizePercentage }} of its memory left',
    },
    {
      // Against the monitor host's clock at the moment it asked: this needs no time server to compare with.
      alert: 'HostClockOff',
      expr: 'abs(node_time_seconds - timestamp(node_time_seconds)) > 1',
      for: '1m',
      severity: 'ticket',
      summary: 'the clock of {{ $labels.host }} is {{ $value | humanizeDuration }} off',
    },
    {
      alert: 'HostUnitFailed',
      expr: 'node_systemd_unit_state{state="failed"} == 1',
      for: '1m',
      severity: 'ticket',
      summary: '{{ $labels.name }} failed on {{ $labels.host }}',
    },
  ],
};
