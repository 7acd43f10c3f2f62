/** The exchange as people meet it: reachable, right, quick, and known by a certificate that holds. */
import type { RuleGroup } from './rule.ts';

const daySeconds = 86_400;
const certificateLeft = (days: number) =>
  ['paperfloor_certificate_end_timestamp_seconds', 'probe_ssl_earliest_cert_expiry']
    .map((end) => `(${end} - time() < ${days * daySeconds})`)
    .join(' or ');

export const serviceRules: RuleGroup = {
  name: 'service',
  rules: [
    {
      record: 'service:requests:rate1m',
      expr: 'sum(rate(haproxy_frontend_http_requests_total{proxy="service"}[1m]))',
    },
    {
      record: 'service:errors:ratio1m',
      expr: 'sum(rate(haproxy_frontend_http_responses_total{proxy="service",code="5xx"}[1m])) / service:requests:rate1m',
    },
    {
      record: 'slot:requests:rate1m',
      expr: 'sum by (slot) (rate(paperfloor_request_seconds_count[1m]))',
    },
    {
      record: 'slot:errors:ratio1m',
      expr: '(sum by (slot) (rate(paperfloor_request_seconds_count{status="5xx"}[1m])) or 0 * slot:requests:rate1m) / slot:requests:rate1m',
    },
    {
      record: 'slot:request_seconds:p99_1m',
      expr: 'histogram_quantile(0.99, sum by (slot, le) (rate(paperfloor_request_seconds_bucket[1m])))',
    },
    {
      alert: 'ServiceUnreachable',
      expr: 'probe_success{job="service",way="address"} == 0',
      for: '10s',
      severity: 'page',
      summary: '{{ $labels.instance }} is not ready, asked as a client asks',
    },
    {
      // A handful of requests is no share of anything.
      alert: 'ServiceErrors',
      expr: 'service:errors:ratio1m > 0.02 and service:requests:rate1m > 0.2',
      for: '30s',
      severity: 'page',
      summary: '{{ $value | humanizePercentage }} of all requests end with a 5xx',
    },
    {
      alert: 'ServiceSlow',
      expr: 'slot:request_seconds:p99_1m > 0.5 and slot:requests:rate1m > 0.2',
      for: '2m',
      severity: 'ticket',
      summary: 'one request in a hundred on {{ $labels.slot }} takes {{ $value | humanizeDuration }}',
    },
    {
      // One slot of the two is empty on most days; what counts is that one answers.
      alert: 'ApplicationDown',
      expr: 'sum by (host) (up{job="application"}) == 0',
      for: '20s',
      severity: 'page',
      summary: 'no slot answers on {{ $labels.host }}',
    },
    {
      alert: 'BalancerDown',
      expr: 'up{job="haproxy"} == 0',
      for: '15s',
      severity: 'ticket',
      summary: 'HAProxy on {{ $labels.host }} does not answer: nothing takes over from the other one',
    },
    {
      alert: 'CertificateEndsSoon',
      expr: certificateLeft(21),
      for: '1m',
      severity: 'ticket',
      summary: 'the certificate of {{ $labels.instance }} ends in {{ $value | humanizeDuration }}',
    },
    {
      alert: 'CertificateEndsNow',
      expr: certificateLeft(3),
      for: '1m',
      severity: 'page',
      summary: 'the certificate of {{ $labels.instance }} ends in {{ $value | humanizeDuration }}',
      runbookOf: 'CertificateEndsSoon',
    },
  ],
};
