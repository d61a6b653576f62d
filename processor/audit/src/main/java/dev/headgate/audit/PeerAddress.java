package dev.headgate.audit;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Where another instance is asked. Each member of the group says that of itself, and who may join the group need not be
 * trusted with what this machine alone can reach: so nobody is asked at addresses that mean this machine, unless this instance
 * says so of itself, nor at those of the link, where clouds keep credentials.
 */
final class PeerAddress {
    private PeerAddress() {}

    /** @throws AuditUnavailableException if this instance asks nobody there */
    static URI of(HostInfo host, HostInfo self) throws AuditUnavailableException {
        String shown = host.host() + ":" + host.port();
        try {
            InetAddress address = InetAddress.getByName(host.host());
            boolean ownMachine = address.isLoopbackAddress() || address.isAnyLocalAddress();
            if (address.isLinkLocalAddress()
                    || address.isMulticastAddress()
                    || (ownMachine && !InetAddress.getByName(self.host()).isLoopbackAddress())) {
                throw new AuditUnavailableException("an instance says that it is at " + shown
                        + ", where nobody is asked; start it with a --host by which the others reach it");
            }
            // By its parts, so that a name with a slash or an @ in it is refused rather than read as something else.
            return new URI("http", null, host.host(), host.port(), "/", null, null);
        } catch (UnknownHostException | URISyntaxException e) {
            throw new AuditUnavailableException("an instance says that it is at " + shown + ", which is nowhere", e);
        }
    }
}
