@NullMarked
package dev.headgate.internal.consumer;

import org.jspecify.annotations.NullMarked;
