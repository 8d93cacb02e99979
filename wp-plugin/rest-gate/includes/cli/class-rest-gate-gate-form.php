<?php
/**
 * A gate as the options of `wp rest-gate gate add` describe it.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Makes the JSON of a gate.
 */
final class Rest_Gate_Gate_Form {

	/** The options of which exactly one says what a gate asks for. */
	private const REQUIREMENTS = array( 'requirement', 'capability', 'role', 'authenticated', 'deny' );

	/**
	 * The gate as JSON.
	 *
	 * @param string $id         Its id.
	 * @param array  $assoc_args The options.
	 * @return string
	 * @throws RuntimeException When they do not describe a gate.
	 */
	public static function json( $id, array $assoc_args ) {
		if ( isset( $assoc_args['endpoint'] ) === isset( $assoc_args['pattern'] ) ) {
			throw new RuntimeException( 'Name what the gate stands before: either --endpoint=<endpoint> or --pattern=<path>.' );
		}
		$gate = array( 'id' => $id ) + array_intersect_key( $assoc_args, array_flip( array( 'endpoint', 'pattern', 'except', 'methods', 'message' ) ) );
		if ( isset( $gate['except'] ) ) {
			$gate['except'] = self::listed( $gate['except'] );
		}
		if ( isset( $gate['methods'] ) ) {
			$gate['methods'] = self::listed( strtoupper( $gate['methods'] ) );
		}
		$gate['require'] = self::requirement( $assoc_args );
		return json_encode( $gate, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
	}

	/**
	 * What the gate asks for.
	 *
	 * @param array $assoc_args The options.
	 * @return mixed
	 * @throws RuntimeException When they do not describe a requirement.
	 */
	private static function requirement( array $assoc_args ) {
		$given = array_intersect( self::REQUIREMENTS, array_keys( array_filter( $assoc_args, array( __CLASS__, 'is_given' ) ) ) );
		if ( 1 !== count( $given ) ) {
			throw new RuntimeException( 'Say what the gate asks for: one of --requirement=<json>, --capability=<capability>, --role=<role>, --authenticated and --deny.' );
		}
		$kind = current( $given );
		if ( isset( $assoc_args['object'] ) && 'capability' !== $kind || isset( $assoc_args['else'] ) && ! isset( $assoc_args['object'] ) ) {
			throw new RuntimeException( '--object stands beside --capability, and --else beside --object.' );
		}
		if ( 'requirement' === $kind ) {
			$requirement = json_decode( (string) $assoc_args['requirement'] );
			if ( null === $requirement ) {
				throw new RuntimeException( sprintf( '--requirement: `%s`: not JSON.', $assoc_args['requirement'] ) );
			}
			return $requirement;
		}
		$requirement = array( $kind => $assoc_args[ $kind ] );
		if ( isset( $assoc_args['object'] ) ) {
			$requirement['object'] = self::listed( $assoc_args['object'] );
		}
		if ( isset( $assoc_args['else'] ) ) {
			$requirement['else'] = array( 'capability' => $assoc_args['else'] );
		}
		return $requirement;
	}

	/**
	 * Whether an option is given: `--no-deny` is not.
	 *
	 * @param mixed $value Its value.
	 * @return bool
	 */
	private static function is_given( $value ) {
		return false !== $value;
	}

	/**
	 * Names that are separated by commas.
	 *
	 * @param string $names The names.
	 * @return string[]
	 */
	private static function listed( $names ) {
		return array_values( array_filter( array_map( 'trim', explode( ',', $names ) ), 'strlen' ) );
	}
}
