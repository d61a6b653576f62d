/** What an engine tells about itself: immutable snapshots, states, reasons and outcomes. Safe to read on any thread. */
@NullMarked
package dev.headgate.state;

import org.jspecify.annotations.NullMarked;
