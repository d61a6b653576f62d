@NullMarked
package dev.headgate.consumer;

import org.jspecify.annotations.NullMarked;
