<?php

// Stubs for rest_gate, written by php-stubs/generate.sh.

namespace RestGate {
    const DOCUMENT_VERSION = 1;
    const PROTOCOL = 4;
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
         * The presets of gates: a list of arrays with `id`, `name`, `purpose` and `note`.
         *
         * @return array
         */
        public static function gatePresets(): array {}

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
         * The gate that refuses; null when none does.
         *
         * @return string|null
         */
        public function gate(): ?string {}

        /**
         * What that gate has the caller told; empty for the usual message.
         *
         * @return string
         */
        public function message(): string {}

        /**
         * Whether the answer could still change once `decide()` is told the endpoint that WordPress
         * matches.
         *
         * @return bool
         */
        public function needsEndpoint(): bool {}

        /**
         * What happens: `allowed`, `allowlisted`, `blocked` (by the restriction), `forbidden` (by a gate),
         * `invalid` (a gate cannot tell which object is meant) or `preflight`.
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
         * What that gate asks for and the caller lacks, in words; empty when no gate refuses.
         *
         * @return string
         */
        public function requirement(): string {}

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
         * The HTTP status of a refusal, 400, 401 or 403; 0 when the request is not refused.
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
         * The abilities that gates name.
         *
         * @return array
         */
        public function gatedAbilities(): array {}

        /**
         * The gates as a list of their JSON, in the order of the document.
         *
         * @return array
         */
        public function gates(): array {}

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
         * Every setting of the log and of the proxies by its key, as JSON, in the order of the document.
         *
         * @return array
         */
        public function logSettings(): array {}

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
         * The settings of a section by their keys, as JSON, in the order of the document.
         *
         * @param mixed $section
         * @return array
         */
        public function settings(mixed $section): array {}

        /**
         * The endpoints of the allowlist that are not among the registered ones.
         *
         * @param array $registered
         * @return array
         */
        public function unregistered(array $registered): array {}

        /**
         * The endpoints that gates name and that are not among the registered ones.
         *
         * @param array $registered
         * @return array
         */
        public function unregisteredGates(array $registered): array {}

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
         * With another gate, given as the JSON of one gate.
         *
         * @param mixed $json
         * @return \RestGate\Document
         */
        public function withGate(mixed $json): \RestGate\Document {}

        /**
         * With the gates of a preset, for endpoints that are registered. `types` tells of each post type
         * in REST its collection's route and its capabilities: an array by name of arrays with `base`
         * and `capabilities`, an array by general name.
         *
         * @param mixed $id
         * @param array $types
         * @param array $registered
         * @return \RestGate\Document
         */
        public function withGatePreset(mixed $id, array $types, array $registered): \RestGate\Document {}

        /**
         * With one setting of the log or of the proxies changed, from text: `true` or `false`, a number, a
         * text, a list with commas or one item a line.
         *
         * @param mixed $key
         * @param mixed $value
         * @return \RestGate\Document
         */
        public function withLogSetting(mixed $key, mixed $value): \RestGate\Document {}

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
         * With one setting of a section (`tarpit`, `rate_limit`, `early`, `log`, `proxies`) changed, from text;
         * `null` and `default` stand for null.
         *
         * @param mixed $section
         * @param mixed $key
         * @param mixed $value
         * @return \RestGate\Document
         */
        public function withSetting(mixed $section, mixed $key, mixed $value): \RestGate\Document {}

        /**
         * Without the allowlist entries of a pattern or an endpoint.
         *
         * @param mixed $entry
         * @return \RestGate\Document
         */
        public function withoutEntry(mixed $entry): \RestGate\Document {}

        /**
         * Without a gate.
         *
         * @param mixed $id
         * @return \RestGate\Document
         */
        public function withoutGate(mixed $id): \RestGate\Document {}
    }

    /**
     * A document or a change to one is wrong: correct the text. The message names the place as a JSON
     * pointer, the offending text and why.
     */
    class DocumentException extends \RestGate\Exception {
        public function __construct() {}
    }

    /**
     * What the early gate knows of a site.
     */
    final class Early {
        public function __construct() {}

        /**
         * Method and route that the model of WordPress expects for this request, `GET /wp/v2/posts`; null
         * where it expects none, or is not certain.
         *
         * Throws `ArgumentException` for a REST prefix that holds regular-expression syntax.
         *
         * @param array $site
         * @return string|null
         */
        public static function expected(array $site): ?string {}

        /**
         * Whether the early gate works in this process: `rest_gate.early`, and not in a command line.
         *
         * @return bool
         */
        public static function isOn(): bool {}

        /**
         * Publishes what the early gate must know. `facts` holds what `place` does, and `document` (the policy
         * document), `revision`, `today`, `site_path`, `permalink_structure`, `rest_prefix`, `rest_url`,
         * `charset`, `blog_id`, `is_subdirectory_network`, `blog_paths`, `activate_scripts`, `messages`,
         * `harmless_query`, `is_extended`, `log` (`site`, `url`, `blog_id`, `key`; empty where it is off).
         *
         * Gives whether it is published. Throws `ArgumentException` for facts that the extension would not
         * take, and `LogException` for a folder that cannot be used.
         *
         * @param array $facts
         * @return bool
         */
        public static function publish(array $facts): bool {}

        /**
         * What is published of a site. `place` holds `home`, `key_path` and `scripts`.
         *
         * Gives null where this request could publish none: it came to another host than the site's, or to
         * a script that does not lie below a front controller's folder. Else `revision` (-1 for none),
         * `age_ms` and `problem`.
         *
         * @param array $place
         * @return array|null
         */
        public static function published(array $place): ?array {}

        /**
         * Withdraws what is published of a site. Gives whether there was anything.
         *
         * Throws `LogException` for a folder that cannot be used.
         *
         * @param array $place
         * @return bool
         */
        public static function withdraw(array $place): bool {}
    }

    /**
     * Whether one request satisfies the gates that select it. WordPress answers what they turn on:
     * `names()` and `parameter()` first, then `next()` and `answer()` until there is no question left.
     */
    final class GateCheck {
        public function __construct() {}

        /**
         * Answers the question that `next()` asked: `yes`, `no`, `unknown_capability`, `unknown_role`,
         * `object_missing`, `object_required` or `failed`. Any other word is `failed`.
         *
         * @param mixed $answer
         * @return void
         */
        public function answer(mixed $answer): void {}

        /**
         * Every question that this check asked, with its answer: a list of `[ question, answer ]`.
         *
         * @return array
         */
        public function asked(): array {}

        /**
         * What the answers so far come to; a question that is still open refuses.
         *
         * @return \RestGate\Decision
         */
        public function decision(): \RestGate\Decision {}

        /**
         * The gates that select the request: a list of arrays with `id`, `target` and `require`.
         *
         * @return array
         */
        public function gates(): array {}

        /**
         * The parameters that may name an object. Those that the request holds are to be told.
         *
         * @return array
         */
        public function names(): array {}

        /**
         * The next question: an array with `kind` (`capability` or `role`), `name` and `object` (null
         * where none is meant); null when everything is known.
         *
         * @return array|null
         */
        public function next(): ?array {}

        /**
         * Tells a parameter that the request holds: its value as WordPress will use it, and whether the
         * route itself captured it.
         *
         * @param mixed $name
         * @param mixed $value
         * @param bool $captured
         * @return void
         */
        public function parameter(mixed $name, mixed $value, bool $captured): void {}
    }

    /**
     * The gates of a policy while one request is served: who asks, and what WordPress answered so far.
     */
    final class Gates {
        public function __construct() {}

        /**
         * Tells who asks: the user's id (0 for nobody), the blog, the number of the batch item (0
         * outside a batch), the auth type and the uuid of the application password, if one was used.
         * What was answered for one user, blog and item says nothing of another.
         *
         * Throws `ArgumentException` for another auth type.
         *
         * @param int $user
         * @param int $blog
         * @param int $item
         * @param mixed $auth_type
         * @param mixed $password
         * @return void
         */
        public function callAs(int $user, int $blog, int $item, mixed $auth_type, mixed $password = null): void {}

        /**
         * The check of a request whose endpoint WordPress matched; null when no gate selects it.
         *
         * @param mixed $route
         * @param mixed $method
         * @param mixed $endpoint
         * @return \RestGate\GateCheck|null
         */
        public function check(mixed $route, mixed $method, mixed $endpoint): ?\RestGate\GateCheck {}

        /**
         * The check of an ability; null when no gate selects it.
         *
         * @param mixed $name
         * @return \RestGate\GateCheck|null
         */
        public function checkAbility(mixed $name): ?\RestGate\GateCheck {}

        /**
         * What the gates whose endpoint is registered nowhere cover meanwhile: a list of arrays with `id`
         * and `covers`, a pattern or `ability:core/*`.
         *
         * @return array
         */
        public function covering(): array {}

        /**
         * How the gates divide the methods of a handler: a list of arrays with `gated`, `constant` (the
         * gates turn on nothing but who asks) and `methods`, each of methods before which the same gates
         * stand; empty when none stands before any.
         *
         * @param mixed $endpoint
         * @param array $methods
         * @return array
         */
        public function divide(mixed $endpoint, array $methods): array {}

        /**
         * The gates whose endpoint is registered nowhere: a list of their ids.
         *
         * @return array
         */
        public function missing(): array {}

        /**
         * Whether a gate reaches the endpoint by any method, so that parameters must not contradict its
         * routes.
         *
         * @param mixed $endpoint
         * @return bool
         */
        public function reaches(mixed $endpoint): bool {}

        /**
         * One gate before every route, from the JSON of a requirement: what `permission_callback` asks.
         *
         * @param mixed $requirement
         * @return \RestGate\Gates
         */
        public static function requiring(mixed $requirement): \RestGate\Gates {}

        /**
         * The same gates once the abilities of the site are known; answers stay.
         *
         * @param array $abilities
         * @return \RestGate\Gates
         */
        public function withAbilities(array $abilities): \RestGate\Gates {}
    }

    /**
     * The log of a site. Root works in it as its owner; a log is never made by reading it.
     */
    final class Log {
        public function __construct() {}

        /**
         * Hits by outcome between each edge and the next, given in milliseconds since 1970 and in order.
         * An edge within a quarter of an hour stands for its beginning.
         *
         * @param array $edges
         * @return array
         */
        public function chart(array $edges): array {}

        /**
         * Removes everything.
         *
         * @return void
         */
        public function clear(): void {}

        /**
         * How many records match: `count`, and `exact`, `more_than` or `at_least` as `how`.
         *
         * Throws `ArgumentException` for a filter that there is not.
         *
         * @param array $filter
         * @return array
         */
        public function count(array $filter): array {}

        /**
         * Hands what matches, as `csv`, `json` or `jsonl`, newest first, to a callable in pieces of at most
         * 64 KiB. At most `limit` records; all when it is null. Gives their number.
         *
         * Throws `ArgumentException` for another format or filter, `LogException` when the callable fails.
         *
         * @param mixed $format
         * @param array $filter
         * @param callable $write
         * @param int|null $limit
         * @return int
         */
        public function export(mixed $format, array $filter, callable $write, ?int $limit = null): int {}

        /**
         * One record by its request id: `record` and `items`, those of a batch. Null when there is none.
         *
         * Throws `ArgumentException` for a text that is no request id.
         *
         * @param mixed $id
         * @return array|null
         */
        public function find(mixed $id): ?array {}

        /**
         * Brings what waits in the spool into the store, for about so many milliseconds.
         *
         * Gives `state` (`done`, `more` when time was short, `busy` when somebody else imports),
         * `imported`, `torn`, `bytes_left`, `set_aside` (names of broken segments), `skipped`.
         *
         * Throws `LogException` when there is no log or it cannot be written.
         *
         * @param int $milliseconds
         * @return array
         */
        public function import(int $milliseconds): array {}

        /**
         * The log of a site, by the settings of its policy. `site` holds `id` (32 hexadecimal digits) and
         * `keys`, a list of what addresses were hashed with, the current one first; it may be empty.
         *
         * Throws `ArgumentException` for another id or key.
         *
         * @param \RestGate\Policy $policy
         * @param array $site
         * @return \RestGate\Log
         */
        public static function open(\RestGate\Policy $policy, array $site): \RestGate\Log {}

        /**
         * A page of records.
         *
         * `filter` holds any of `route`, `ip`, `user`, `from`, `to` (milliseconds since 1970), `outcome`,
         * `method`, `status`, `auth_type`, `id` as text. `order` is `newest`, `oldest`, `slowest` or
         * `status`. Gives `records`, `previous` and `next` (cursors, or null), `back_to` (milliseconds since
         * 1970 when the time was short, or null) and `unreadable` (segments left out, with the reason).
         *
         * Throws `ArgumentException` for a filter, an order or a cursor that there is not.
         *
         * @param array $filter
         * @param mixed $order
         * @param mixed $cursor
         * @param int $limit
         * @return array
         */
        public function page(array $filter, mixed $order = null, mixed $cursor = null, int $limit = 50): array {}

        /**
         * Removes every day before a day, `2026-11-01` in UTC. Gives what [`Log::retain`] gives.
         *
         * Throws `ArgumentException` for another text.
         *
         * @param mixed $before
         * @return array
         */
        public function purge(mixed $before): array {}

        /**
         * Removes the folder of the site. Nothing is recorded there afterwards until it is made anew.
         *
         * @return void
         */
        public function remove(): void {}

        /**
         * Removes what is older than the policy keeps, and what is too much. Gives `removed`, names with
         * `age` or `size`, and `doubtful` when the clock is ahead of what the files confirm.
         *
         * @return array
         */
        public function retain(): array {}

        /**
         * The routes that took longest on average in a time, in milliseconds since 1970, by whole hours.
         *
         * @param int $from
         * @param int $to
         * @param int $limit
         * @return array
         */
        public function slowestRoutes(int $from, int $to, int $limit = 10): array {}

        /**
         * How large the log is and what was lost on the way.
         *
         * @return array
         */
        public function stats(): array {}

        /**
         * The routes with the most hits in a time, in milliseconds since 1970, by whole hours; with
         * `refused` those of refusals only.
         *
         * @param int $from
         * @param int $to
         * @param int $limit
         * @param bool $refused
         * @return array
         */
        public function topRoutes(int $from, int $to, int $limit = 10, bool $refused = false): array {}

        /**
         * Looks at every segment: `segments`, `records`, `repaired` (counts that were wrong), `set_aside`
         * (broken), `skipped` (with the reason).
         *
         * @return array
         */
        public function verify(): array {}
    }

    /**
     * The log of a site cannot be read or written: the message names the place and says what to do.
     */
    class LogException extends \RestGate\Exception {
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
         * Whether anything can be refused: not with mode `off` and no gates, and not while simulating.
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
         * The gates as a list of arrays with `id`, `target`, `except`, `methods` (null for all), `require` (in
         * words) and `message`, in the order of their ids.
         *
         * @return array
         */
        public function gateList(): array {}

        /**
         * The abilities that gates name.
         *
         * @return array
         */
        public function gatedAbilities(): array {}

        /**
         * The gates while one request is served, on a site that registers these endpoints; null when the
         * policy has none. `abilities` are those that are registered; null where WordPress cannot gate
         * abilities, so that their routes are covered whole.
         *
         * @param array $registered
         * @param array|null $abilities
         * @return \RestGate\Gates|null
         */
        public function gates(array $registered, ?array $abilities = null): ?\RestGate\Gates {}

        /**
         * Whether the policy has gates.
         *
         * @return bool
         */
        public function hasGates(): bool {}

        /**
         * Names the policy: 16 hexadecimal digits that change with its document.
         *
         * @return string
         */
        public function hash(): string {}

        /**
         * Whether a pseudonym stands for the address of a client.
         *
         * @return bool
         */
        public function hashesIps(): bool {}

        /**
         * What the index lists: `full` or `callable`.
         *
         * @return string
         */
        public function index(): string {}

        /**
         * Whether requests are recorded.
         *
         * @return bool
         */
        public function logs(): bool {}

        /**
         * The mode: `off`, `restrict` or `block_all`.
         *
         * @return string
         */
        public function mode(): string {}

        /**
         * Whether a gate names an application password, by its user and its uuid.
         *
         * @param int $user
         * @param mixed $uuid
         * @return bool
         */
        public function namesPassword(int $user, mixed $uuid): bool {}

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
         * Whether request bodies are recorded.
         *
         * @return bool
         */
        public function recordsBodies(): bool {}

        /**
         * Whether sure cases are refused before WordPress is loaded, as far as the policy says.
         *
         * @return bool
         */
        public function refusesEarly(): bool {}

        /**
         * Whether refusals are only told, not carried out.
         *
         * @return bool
         */
        public function simulates(): bool {}
    }

    /**
     * How often a client may ask.
     */
    final class RateLimit {
        public function __construct() {}

        /**
         * Counts a failed authentication.
         *
         * Gives null while there is room, else the headers of the refusal by their names.
         *
         * @param \RestGate\Policy $policy
         * @param mixed $home
         * @return array|null
         */
        public static function failed(\RestGate\Policy $policy, mixed $home): ?array {}

        /**
         * Whether this client failed to authenticate too often already. Counts nothing.
         *
         * Gives null while there is room, else the headers of the refusal by their names.
         *
         * @param \RestGate\Policy $policy
         * @param mixed $home
         * @return array|null
         */
        public static function hasFailed(\RestGate\Policy $policy, mixed $home): ?array {}

        /**
         * Counts this request of a stranger, unless it was counted. `home` is the site's home URL.
         *
         * Gives null while there is room, else the headers of the refusal by their names.
         *
         * @param \RestGate\Policy $policy
         * @param mixed $home
         * @param mixed $route
         * @param mixed $method
         * @return array|null
         */
        public static function take(\RestGate\Policy $policy, mixed $home, mixed $route, mixed $method): ?array {}
    }

    /**
     * The record of the request that this process serves.
     */
    final class Recorder {
        public function __construct() {}

        /**
         * Tells an item of a batch that is over, with `status` and `duration_us` among its facts.
         *
         * Throws `ArgumentException` for a name or an outcome that there is not.
         *
         * @param array $facts
         * @return void
         */
        public static function item(array $facts): void {}

        /**
         * Leaves behind what was told so far, should this worker die before the request is over.
         *
         * @return void
         */
        public static function leave(): void {}

        /**
         * Switches the log on for this request, where the policy says so. Later calls replace earlier ones.
         *
         * `site` holds `id` (32 hexadecimal digits), `url`, `blog_id`, what `RestGate\Request::resolve()`
         * takes, and `key` (64 hexadecimal digits) where addresses are hashed. In a command line nothing is
         * recorded.
         *
         * Throws `ArgumentException` for another id or key.
         *
         * @param \RestGate\Policy $policy
         * @param array $site
         * @return bool
         */
        public static function open(\RestGate\Policy $policy, array $site): bool {}

        /**
         * Why the log cannot be written, and what to do; null when it can, or is off.
         *
         * @return string|null
         */
        public static function problem(): ?string {}

        /**
         * The id of this request: `019ab5c0e2f1-8c41d09e2`. The same until the request is over.
         *
         * @return string
         */
        public static function requestId(): string {}

        /**
         * Tells facts of this request by their names; later ones replace earlier ones.
         *
         * Throws `ArgumentException` for a name or an outcome that there is not.
         *
         * @param array $facts
         * @return void
         */
        public static function tell(array $facts): void {}

        /**
         * Tells the body of this request; kept only where bodies are recorded.
         *
         * @param mixed $content_type
         * @param mixed $body
         * @return void
         */
        public static function tellBody(mixed $content_type, mixed $body): void {}
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
     * What was counted.
     */
    final class Stats {
        public function __construct() {}

        /**
         * What each figure means, by its name, in the order in which they are shown.
         *
         * @return array
         */
        public static function descriptions(): array {}

        /**
         * What the pool of this process counted since it was started; empty in a command line.
         *
         * @return array
         */
        public static function ofPool(): array {}

        /**
         * What workers last wrote of their pools: by user and server interface (`33/fpm-fcgi`), each with
         * `time_ms` and the figures. Root sees those of every user.
         *
         * @return array
         */
        public static function written(): array {}
    }

    /**
     * A place to wait before a refusal.
     */
    final class Tarpit {
        public function __construct() {}

        /**
         * Takes a place, for a time by chance within the policy's bounds and the server's; null where as many
         * workers of the pool wait as may, where there is no delay, and in a command line. The place is this
         * request's until it has waited, and no longer than that anyway.
         *
         * @param \RestGate\Policy $policy
         * @return \RestGate\Tarpit|null
         */
        public static function enter(\RestGate\Policy $policy): ?\RestGate\Tarpit {}

        /**
         * Waits, once; gives the milliseconds.
         *
         * @return int
         */
        public function wait(): int {}
    }

    /**
     * A document is right, but this version does not do what it asks for: leave that part out or
     * update the extension.
     */
    class UnsupportedException extends \RestGate\DocumentException {
        public function __construct() {}
    }
}
