/** The built-in handlers. */
@NullMarked
package dev.headgate.handler;

import org.jspecify.annotations.NullMarked;
