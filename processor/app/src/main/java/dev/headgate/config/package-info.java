/** The configuration: its keys, where their values come from, and what is wrong with them. */
@NullMarked
package dev.headgate.config;

import org.jspecify.annotations.NullMarked;
