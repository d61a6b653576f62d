@NullMarked
package dev.headgate.sink.kafka;

import org.jspecify.annotations.NullMarked;
