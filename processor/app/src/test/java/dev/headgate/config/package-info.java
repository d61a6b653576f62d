@NullMarked
package dev.headgate.config;

import org.jspecify.annotations.NullMarked;
