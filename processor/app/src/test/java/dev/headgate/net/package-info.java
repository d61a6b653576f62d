@NullMarked
package dev.headgate.net;

import org.jspecify.annotations.NullMarked;
