package dev.headgate.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.MalformedURLException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What well-known clients throw, and what it says about their server. */
@Timeout(20)
class UnavailabilityTest {
    static Stream<Throwable> away() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new NoRouteToHostException("No route to host"),
                new PortUnreachableException(),
                new BindException("Cannot assign requested address"),
                new SocketException("Connection reset"),
                new SocketException("Broken pipe"),
                new SocketTimeoutException("Read timed out"),
                new UnknownHostException("billing.internal"),
                new HttpTimeoutException("request timed out"),
                new HttpConnectTimeoutException("HTTP connect timed out"),
                new ClosedChannelException(),
                new AsynchronousCloseException(),
                new UnresolvedAddressException(),
                new SSLHandshakeException("Remote host terminated the handshake"),
                new TimeoutException(),
                new IOException("Connection reset by peer"),
                new IOException("HTTP/1.1 header parser received no bytes"),
                new IOException("/127.0.0.1:8080: GOAWAY received"),
                new IOException("too many concurrent streams"),
                new IOException("request not processed by peer"),
                new EOFException("EOF reached while reading"),
                new SQLTransientConnectionException("HikariPool-1 - Connection is not available"),
                new SQLNonTransientConnectionException("Communications link failure"),
                new SQLRecoverableException("Closed Connection"),
                new SQLTimeoutException("timeout"),
                new SQLException("This connection has been closed.", "08003"),
                new SQLException("sorry, too many clients already", "53300"),
                new SQLException("terminating connection due to administrator command", "57P01"),
                new org.apache.kafka.common.errors.TimeoutException("Topic orders not present"),
                new DisconnectException(),
                new NotEnoughReplicasException("too few"));
    }

    @ParameterizedTest
    @MethodSource("away")
    void what_a_client_throws_while_its_server_is_away_says_so(Throwable failure) {
        assertThat(Unavailability.OF_WELL_KNOWN_CLIENTS).accepts(failure);
    }

    static Stream<Throwable> about_the_record() {
        return Stream.of(
                new IOException("status 400"),
                new IOException(),
                new EOFException(),
                new EOFException("Unexpected end of ZLIB input stream"),
                new FileNotFoundException("invoice.xml"),
                new MalformedURLException("no protocol"),
                new ClosedByInterruptException(),
                new InterruptedException(),
                new IllegalStateException("Connection reset"),
                new SQLSyntaxErrorException("no such column", "42703"),
                new SQLIntegrityConstraintViolationException("duplicate key", "23505"),
                new SQLTransactionRollbackException("deadlock detected", "40P01"),
                new SQLException("canceling statement due to user request", "57014"),
                new SQLException("no state"),
                new RecordTooLargeException(),
                new SerializationException(),
                new OutOfMemoryError());
    }

    @ParameterizedTest
    @MethodSource("about_the_record")
    void what_may_be_the_records_own_fault_says_nothing_about_the_server(Throwable failure) {
        assertThat(Unavailability.OF_WELL_KNOWN_CLIENTS).rejects(failure);
    }
}
