@NullMarked
package dev.headgate.api;

import org.jspecify.annotations.NullMarked;
