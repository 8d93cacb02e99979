<?php
/**
 * What is printed: a table of figures, and what passed and failed.
 *
 * @package RestGate
 */

/**
 * Counts checks.
 */
final class Report {

	/** @var int[] How many passed and failed. */
	private $counts = array( 0, 0 );

	/**
	 * A heading.
	 *
	 * @param string $text The text.
	 */
	public function title( $text ) {
		echo "\n$text\n";
	}

	/**
	 * A figure.
	 *
	 * @param string $name  What it is.
	 * @param mixed  $value The figure.
	 */
	public function figure( $name, $value ) {
		printf( "  %-58s %s\n", $name, is_int( $value ) ? number_format( $value ) : $value );
	}

	/**
	 * A check.
	 *
	 * @param string $what  What must be.
	 * @param bool   $holds Whether it is.
	 * @param string $more  What is told where it is not.
	 */
	public function check( $what, $holds, $more = '' ) {
		++$this->counts[ $holds ? 0 : 1 ];
		printf( "  %s %s\n", $holds ? 'passed' : 'FAILED', $what );
		if ( ! $holds && '' !== $more ) {
			echo preg_replace( '/^/m', '    | ', $more ) . "\n";
		}
	}

	/**
	 * The closing line.
	 *
	 * @return bool Whether all passed.
	 */
	public function total() {
		printf( "soak-early: %d passed, %d failed\n", ...$this->counts );
		return 0 === $this->counts[1] && $this->counts[0] > 0;
	}
}
