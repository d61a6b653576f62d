/** The engine, with the clients of this build, on a broker of an older version. */
@NullMarked
package dev.headgate.olderkafka;

import org.jspecify.annotations.NullMarked;
