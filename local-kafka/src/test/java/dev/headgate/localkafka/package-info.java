@NullMarked
package dev.headgate.localkafka;

import org.jspecify.annotations.NullMarked;
