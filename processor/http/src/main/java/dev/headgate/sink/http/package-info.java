/**
 * The sink that posts records to an HTTP service, one by one or in batches. Begin with {@link
 * dev.headgate.sink.http.HttpSinkProvider}, which lists the options.
 */
@NullMarked
package dev.headgate.sink.http;

import org.jspecify.annotations.NullMarked;
