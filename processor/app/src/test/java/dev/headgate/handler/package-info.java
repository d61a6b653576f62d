@NullMarked
package dev.headgate.handler;

import org.jspecify.annotations.NullMarked;
