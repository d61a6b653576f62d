/**
 * What an on-call engineer wants to know within ten seconds: one sentence, the last minutes in figures, and what happened.
 * Made once a second out of the engine's snapshots; knows nothing of HTTP.
 */
@NullMarked
package dev.headgate.dashboard;

import org.jspecify.annotations.NullMarked;
