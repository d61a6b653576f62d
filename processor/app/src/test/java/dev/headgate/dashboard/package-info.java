@NullMarked
package dev.headgate.dashboard;

import org.jspecify.annotations.NullMarked;
