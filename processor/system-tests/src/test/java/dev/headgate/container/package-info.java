/** The engine against the published Kafka image, where a Docker engine answers. */
@NullMarked
package dev.headgate.container;

import org.jspecify.annotations.NullMarked;
