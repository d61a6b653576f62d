/**
 * A sink that takes everything and keeps nothing, with latencies, failures and outages to be configured: for load tests and
 * demos.
 */
@NullMarked
package dev.headgate.sink.blackhole;

import org.jspecify.annotations.NullMarked;
