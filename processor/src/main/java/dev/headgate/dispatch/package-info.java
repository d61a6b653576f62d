@NullMarked
package dev.headgate.dispatch;

import org.jspecify.annotations.NullMarked;
