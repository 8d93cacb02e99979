--TEST--
A site that was never configured is off; the shipped allowlist opens what it names
--FILE--
<?php
require __DIR__ . '/support.inc';

$initial = RestGate\Document::initial();
line( $initial->mode() );
echo $initial->json(), "\n";

$restrict = RestGate\Policy::compile( $initial->withMode( 'restrict', false )->json() );
foreach ( $restrict->entries( TODAY ) as $entry ) {
	line( $entry['entry'], $entry['source'], $entry['methods'], $entry['expires'], $entry['active'] );
}
foreach ( array( '/', '', '/rest-gate/v1/probe', '/wordfence/v1/x', '/wordfence/v2', '/wp/v2/users', '/wc-auth/v1/authorize', '/batch/v1' ) as $route ) {
	$decision = $restrict->decide( $route, 'POST', 'anonymous', TODAY );
	line( $route, $decision->outcome(), $decision->reason(), $decision->pattern() );
}
--EXPECT--
off
{
  "version": 1,
  "mode": "off",
  "simulate": false,
  "allowlist": [],
  "builtin_disabled": [],
  "index": "full",
  "gates": [],
  "tarpit": {
    "min_ms": 200,
    "max_ms": 800,
    "max_waiting": null
  },
  "rate_limit": {
    "enabled": false,
    "client": null,
    "per_minute": 60,
    "burst": 30,
    "failed_auth_per_minute": 10,
    "overrides": []
  },
  "early": {
    "enabled": true,
    "aggressive": false
  },
  "log": {
    "enabled": false,
    "sampling_percent": 100,
    "retention_days": 30,
    "always_record_denials": true,
    "hash_ips": false,
    "record_bodies": false,
    "body_limit": 16384,
    "spool_max_mb": 256,
    "store_max_mb": 1024,
    "exclude": [
      "/wp-json/wp/v2/",
      "/wp-json/wc/store/",
      "/wp-json/oembed/"
    ],
    "exclude_ips": [],
    "redact": []
  },
  "proxies": {
    "trusted": [],
    "header": "X-Forwarded-For"
  },
  "export": {
    "fail2ban": "off"
  }
}
/wp-json | builtin | null | null | true
/wp-json/rest-gate/v1/probe | builtin | null | null | true
/wp-json/syteops/* | builtin | null | null | true
/wp-json/syteops-int-cp/* | builtin | null | null | true
/wp-json/flowmattic/v1/* | builtin | null | null | true
/wp-json/google-site-kit/* | builtin | null | null | true
/wp-json/wordfence/v1/* | builtin | null | null | true
/wc-auth/v1/* | builtin | null | null | true
/ | allowlisted | builtin | /wp-json
 | blocked | not_allowlisted | null
/rest-gate/v1/probe | allowlisted | builtin | /wp-json/rest-gate/v1/probe
/wordfence/v1/x | allowlisted | builtin | /wp-json/wordfence/v1/*
/wordfence/v2 | blocked | not_allowlisted | null
/wp/v2/users | blocked | not_allowlisted | null
/wc-auth/v1/authorize | blocked | not_allowlisted | null
/batch/v1 | blocked | not_allowlisted | null
