<?php

// Stubs for rest_gate, written by php-stubs/generate.sh.

namespace RestGate {
    const DOCUMENT_VERSION = 1;
    const PROTOCOL = 1;
    const VERSION = '0.1.0';

    /**
     * Everything that this extension throws on purpose.
     */
    class Exception extends \Exception {
        public function __construct() {}
    }

    /**
     * A method was called with something it does not take: correct the call.
     */
    class ArgumentException extends \RestGate\Exception {
        public function __construct() {}
    }

    /**
     * The built-in allowlist and the presets.
     */
    final class Catalog {
        public function __construct() {}

        /**
         * The built-in entries: a list of arrays with `entry` and `purpose`.
         *
         * @return array
         */
        public static function builtin(): array {}

        /**
         * The presets: a list of arrays with `id`, `name`, `plugins` (main files), `source`, `note` and
         * `opens`, a list of arrays with `endpoint`, `methods` and `purpose`.
         *
         * @return array
         */
        public static function presets(): array {}
    }

    /**
     * What happens to a request, and why.
     */
    final class Decision {
        public function __construct() {}

        /**
         * Whether the request passes because an allowlist entry opens it to strangers.
         *
         * @return bool
         */
        public function allowlisted(): bool {}

        /**
         * The error code that a refused client sees; empty when the request is not refused.
         *
         * @return string
         */
        public function code(): string {}

        /**
         * Whether the answer could still change once `decide()` is told the endpoint that WordPress
         * matches.
         *
         * @return bool
         */
        public function needsEndpoint(): bool {}

        /**
         * What happens: `allowed`, `allowlisted`, `blocked` or `preflight`.
         *
         * @return string
         */
        public function outcome(): string {}

        /**
         * The allowlist entry that decided, or that came nearest; null when none did.
         *
         * @return string|null
         */
        public function pattern(): ?string {}

        /**
         * Whether the request is a CORS preflight, to be answered with an empty 204.
         *
         * @return bool
         */
        public function preflight(): bool {}

        /**
         * The rule that decided, machine-readable: `not_allowlisted`, `block_all`, `builtin`, …
         *
         * @return string
         */
        public function reason(): string {}

        /**
         * Whether the request is refused.
         *
         * @return bool
         */
        public function refused(): bool {}

        /**
         * The outcome that simulate kept from happening; null when nothing was kept.
         *
         * @return string|null
         */
        public function simulated(): ?string {}

        /**
         * Where that entry comes from: `builtin` or `custom`; null when there is none.
         *
         * @return string|null
         */
        public function source(): ?string {}

        /**
         * The HTTP status of a refusal, 401 or 403; 0 when the request is not refused.
         *
         * @return int
         */
        public function status(): int {}
    }

    /**
     * A valid policy document, to be changed: each change gives a new, valid document or throws
     * `DocumentException` and changes nothing.
     */
    final class Document {
        public function __construct() {}

        /**
         * Reads a document that comes from outside, and also refuses allowlist entries that another
         * entry already covers.
         *
         * @param mixed $json
         * @return \RestGate\Document
         */
        public static function import(mixed $json): \RestGate\Document {}

        /**
         * The document of a site that was never configured: mode `off`, everything at its default.
         *
         * @return \RestGate\Document
         */
        public static function initial(): \RestGate\Document {}

        /**
         * The document as JSON, for people.
         *
         * @return string
         */
        public function json(): string {}

        /**
         * The mode: `off`, `restrict` or `block_all`.
         *
         * @return string
         */
        public function mode(): string {}

        /**
         * Reads a document from its JSON text.
         *
         * @param mixed $json
         * @return \RestGate\Document
         */
        public static function parse(mixed $json): \RestGate\Document {}

        /**
         * The endpoints of the allowlist that are not among the registered ones.
         *
         * @param array $registered
         * @return array
         */
        public function unregistered(array $registered): array {}

        /**
         * With a built-in entry switched on or off.
         *
         * @param mixed $entry
         * @param bool $enabled
         * @return \RestGate\Document
         */
        public function withBuiltin(mixed $entry, bool $enabled): \RestGate\Document {}

        /**
         * With another allowlist entry, given as the JSON of one entry. `today` is the day in the
         * site's time zone.
         *
         * @param mixed $json
         * @param mixed $today
         * @return \RestGate\Document
         */
        public function withEntry(mixed $json, mixed $today): \RestGate\Document {}

        /**
         * With another mode.
         *
         * @param mixed $mode
         * @param bool $simulate
         * @return \RestGate\Document
         */
        public function withMode(mixed $mode, bool $simulate): \RestGate\Document {}

        /**
         * With what a preset opens, of the endpoints that are registered.
         *
         * @param mixed $id
         * @param array $registered
         * @return \RestGate\Document
         */
        public function withPreset(mixed $id, array $registered): \RestGate\Document {}

        /**
         * Without the allowlist entries of a pattern or an endpoint.
         *
         * @param mixed $entry
         * @return \RestGate\Document
         */
        public function withoutEntry(mixed $entry): \RestGate\Document {}
    }

    /**
     * A document or a change to one is wrong: correct the text. The message names the place as a JSON
     * pointer, the offending text and why.
     */
    class DocumentException extends \RestGate\Exception {
        public function __construct() {}
    }

    /**
     * A compiled policy: immutable, and cheap to ask.
     */
    final class Policy {
        public function __construct() {}

        /**
         * The policy of a policy document, from its JSON text. Compiled once per process and text.
         *
         * Throws `DocumentException` when the text is wrong, `UnsupportedException` when it asks for
         * something that this version does not do.
         *
         * @param mixed $document
         * @return \RestGate\Policy
         */
        public static function compile(mixed $document): \RestGate\Policy {}

        /**
         * Decides a request.
         *
         * `route` and `method` are those of the `WP_REST_Request`, whatever bytes they hold.
         * `principal` is `anonymous`, `vouched` or `user`. `today` is the day in the site's time zone,
         * `2027-01-31`. `endpoint` is the registered route pattern that WordPress matched, where it is
         * known. `preflight` tells a true CORS preflight.
         *
         * Throws `ArgumentException` for another principal.
         *
         * @param mixed $route
         * @param mixed $method
         * @param mixed $principal
         * @param mixed $today
         * @param mixed $endpoint
         * @param bool $preflight
         * @return \RestGate\Decision
         */
        public function decide(mixed $route, mixed $method, mixed $principal, mixed $today, mixed $endpoint = null, bool $preflight = false): \RestGate\Decision {}

        /**
         * Whether anything can be refused: not with mode `off`, and not while simulating.
         *
         * @return bool
         */
        public function enforces(): bool {}

        /**
         * The enabled allowlist: a list of arrays with `entry`, `source`, `methods` (null for all),
         * `expires`, `active` and `note`.
         *
         * @param mixed $today
         * @return array
         */
        public function entries(mixed $today): array {}

        /**
         * Tells each step of deciding a request, as a list of `[ step, result ]`. Takes what `decide()`
         * takes, which gives the decision itself.
         *
         * @param mixed $route
         * @param mixed $method
         * @param mixed $principal
         * @param mixed $today
         * @param mixed $endpoint
         * @param bool $preflight
         * @return array
         */
        public function explain(mixed $route, mixed $method, mixed $principal, mixed $today, mixed $endpoint = null, bool $preflight = false): array {}

        /**
         * What to honour while the extension is gone, as JSON: the mode and the allowlist as anchored
         * expressions over the lower-case route.
         *
         * @return string
         */
        public function expressions(): string {}

        /**
         * Names the policy: 16 hexadecimal digits that change with its document.
         *
         * @return string
         */
        public function hash(): string {}

        /**
         * The mode: `off`, `restrict` or `block_all`.
         *
         * @return string
         */
        public function mode(): string {}

        /**
         * How much of a registered endpoint is open to strangers, by any method: `whole`, `part` or
         * `none`.
         *
         * @param mixed $endpoint
         * @param mixed $today
         * @return string
         */
        public function opens(mixed $endpoint, mixed $today): string {}

        /**
         * How an allowlist entry relates to the endpoint that WordPress matched for a request that the
         * entry allowed: `whole` (every route of the endpoint is open), `part` (the entry fixes text
         * that the endpoint captures) or `none` (the endpoint lies elsewhere).
         *
         * @param mixed $entry
         * @param mixed $endpoint
         * @return string
         */
        public static function reach(mixed $entry, mixed $endpoint): string {}

        /**
         * Whether refusals are only told, not carried out.
         *
         * @return bool
         */
        public function simulates(): bool {}
    }

    /**
     * What a request asks for.
     */
    final class Request {
        public function __construct() {}

        /**
         * Whether a request is a true CORS preflight: OPTIONS on the wire and after the override, with
         * `Origin` and `Access-Control-Request-Method`.
         *
         * @param mixed $wire_method
         * @param mixed $method
         * @param mixed $origin
         * @param mixed $requested_method
         * @return bool
         */
        public static function isPreflight(mixed $wire_method, mixed $method, mixed $origin, mixed $requested_method): bool {}

        /**
         * The route and method that WordPress 7.1.1 runs for a request.
         *
         * `site` holds `home`, `permalink_structure` and `rest_prefix`; `server`, `get` and `post` are
         * `$_SERVER`, `$_GET` and `$_POST` as PHP made them, before WordPress adds slashes.
         *
         * Throws `ArgumentException` for a REST prefix that holds regular-expression syntax.
         *
         * @param array $site
         * @param array $server
         * @param mixed $get
         * @param mixed $post
         * @return \RestGate\Resolution
         */
        public static function resolve(array $site, array $server, mixed $get, mixed $post): \RestGate\Resolution {}
    }

    /**
     * What WordPress makes of a request.
     */
    final class Resolution {
        public function __construct() {}

        /**
         * `rest`, `invalid_jsonp` (the REST server answers 400 before authentication), `not_rest` or
         * `dies`.
         *
         * @return string
         */
        public function kind(): string {}

        /**
         * The effective method; null when none is run.
         *
         * @return string|null
         */
        public function method(): ?string {}

        /**
         * The route; null when REST is not served.
         *
         * @return string|null
         */
        public function route(): ?string {}

        /**
         * Why REST is not served; empty when it is.
         *
         * @return string
         */
        public function why(): string {}
    }

    /**
     * A document is right, but this version does not do what it asks for: leave that part out or
     * update the extension.
     */
    class UnsupportedException extends \RestGate\DocumentException {
        public function __construct() {}
    }
}
