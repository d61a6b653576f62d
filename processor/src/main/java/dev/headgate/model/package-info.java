@NullMarked
package dev.headgate.model;

import org.jspecify.annotations.NullMarked;
