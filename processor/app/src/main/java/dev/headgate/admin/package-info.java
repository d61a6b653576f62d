/** The HTTP endpoint for people and their tools: health, metrics, state and a page. Reads snapshots only. */
@NullMarked
package dev.headgate.admin;

import org.jspecify.annotations.NullMarked;
