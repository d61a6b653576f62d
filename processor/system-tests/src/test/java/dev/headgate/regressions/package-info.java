/** The known failures of other Kafka consumers, each as a test of what must not happen. */
@NullMarked
package dev.headgate.regressions;

import org.jspecify.annotations.NullMarked;
