/** The programs of {@code examples/}, compiled with these tests and run on a real broker, and the documents that show them. */
@NullMarked
package dev.headgate.examples;

import org.jspecify.annotations.NullMarked;
