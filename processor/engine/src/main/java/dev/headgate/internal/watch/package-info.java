/** What has just been processed, for whoever wants to watch it go by. Nobody waits for those who watch. */
@NullMarked
package dev.headgate.internal.watch;

import org.jspecify.annotations.NullMarked;
