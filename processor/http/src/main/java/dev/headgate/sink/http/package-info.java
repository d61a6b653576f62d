@NullMarked
package dev.headgate.sink.http;

import org.jspecify.annotations.NullMarked;
