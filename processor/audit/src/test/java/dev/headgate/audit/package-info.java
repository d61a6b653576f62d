@NullMarked
package dev.headgate.audit;

import org.jspecify.annotations.NullMarked;
