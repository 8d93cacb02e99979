<?php
/**
 * Tells administrators when the gate does not stand as it should: notices and Site Health.
 *
 * @package RestGate
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows the findings of Rest_Gate_Health.
 */
final class Rest_Gate_Notices {

	/**
	 * Attaches notices and the Site Health test.
	 */
	public static function register() {
		add_action( 'admin_notices', array( __CLASS__, 'show' ) );
		add_action( 'network_admin_notices', array( __CLASS__, 'show' ) );
		add_filter( 'site_status_tests', array( __CLASS__, 'add_test' ) );
	}

	/**
	 * Shows the findings.
	 */
	public static function show() {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		foreach ( Rest_Gate_Health::findings_at_hand() as $finding ) {
			printf( '<div class="notice notice-error"><p><strong>REST Gate:</strong> %s</p></div>', esc_html( $finding['text'] ) );
		}
	}

	/**
	 * Adds the Site Health test.
	 *
	 * @param array $tests The tests.
	 * @return array
	 */
	public static function add_test( $tests ) {
		$tests['direct']['rest_gate'] = array(
			'label' => __( 'REST Gate', 'rest-gate' ),
			'test'  => array( __CLASS__, 'test' ),
		);
		return $tests;
	}

	/**
	 * The Site Health test.
	 *
	 * @return array
	 */
	public static function test() {
		$findings    = Rest_Gate_Health::findings();
		$texts       = array_map( 'esc_html', array_column( $findings, 'text' ) );
		$is_critical = in_array( true, array_column( $findings, 'critical' ), true );
		$label       = $is_critical ? __( 'REST Gate does not stand as it should', 'rest-gate' ) : __( 'REST Gate has something to look at', 'rest-gate' );
		return array(
			'label'       => $findings ? $label : __( 'REST Gate stands as it should', 'rest-gate' ),
			'status'      => $is_critical ? 'critical' : ( $findings ? 'recommended' : 'good' ),
			'badge'       => array(
				'label' => __( 'Security', 'rest-gate' ),
				'color' => 'blue',
			),
			'description' => '<p>' . ( $texts ? implode( '</p><p>', $texts ) : esc_html__( 'The extension is loaded, the policy can be read and the must-use loader is in place.', 'rest-gate' ) ) . '</p>',
			'actions'     => '',
			'test'        => 'rest_gate',
		);
	}
}
