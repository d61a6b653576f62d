/**
 * The library's entrance: {@link dev.headgate.Headgate#builder()} makes an engine. What a program implements is in
 * {@link dev.headgate.api}, what it reads in {@link dev.headgate.state}.
 */
@NullMarked
package dev.headgate;

import org.jspecify.annotations.NullMarked;
