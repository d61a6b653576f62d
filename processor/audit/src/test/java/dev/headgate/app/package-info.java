/** What the application's tests can't see: the commands of all modules together. */
@NullMarked
package dev.headgate.app;

import org.jspecify.annotations.NullMarked;
