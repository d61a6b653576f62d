@NullMarked
package dev.headgate.internal.worker;

import org.jspecify.annotations.NullMarked;
