@NullMarked
package dev.headgate.internal.dispatch;

import org.jspecify.annotations.NullMarked;
