<?php
/**
 * What Site Health's info page tells of the gate, for whoever is asked for help.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Adds a section.
 */
final class Rest_Gate_Debug_Info {

	/**
	 * Attaches the section.
	 */
	public static function register() {
		add_filter( 'debug_information', array( __CLASS__, 'add' ) );
	}

	/**
	 * Adds the section.
	 *
	 * @param mixed $info The sections.
	 * @return mixed
	 */
	public static function add( $info ) {
		if ( is_array( $info ) ) {
			$info['rest-gate'] = array(
				'label'  => __( 'REST Gate', 'rest-gate' ),
				'fields' => self::fields(),
			);
		}
		return $info;
	}

	/**
	 * The fields.
	 *
	 * @return array[]
	 */
	private static function fields() {
		$rows   = array(
			__( 'Plugin', 'rest-gate' )     => REST_GATE_VERSION . ', protocol ' . REST_GATE_PROTOCOL,
			__( 'Extension', 'rest-gate' )  => sprintf( '%s, %s, protocol %d', Rest_Gate_Extension::state(), Rest_Gate_Extension::version(), Rest_Gate_Extension::protocol() ),
			__( 'Revision', 'rest-gate' )   => (string) Rest_Gate_Settings::revision(),
			__( 'Log', 'rest-gate' )        => Rest_Gate_Log_Health::summary(),
			__( 'Early gate', 'rest-gate' ) => Rest_Gate_Defence_Health::early(),
			__( 'Tarpit', 'rest-gate' )     => Rest_Gate_Defence_Health::tarpit(),
			__( 'Rate limit', 'rest-gate' ) => Rest_Gate_Defence_Health::rate_limit(),
		);
		$fields = array();
		foreach ( $rows as $label => $value ) {
			$fields[ $label ] = compact( 'label', 'value' );
		}
		return $fields;
	}
}
