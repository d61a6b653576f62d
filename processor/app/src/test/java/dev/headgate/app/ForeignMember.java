package dev.headgate.app;

import dev.headgate.TestKafka;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.Utils;

/** A member of a group that is none of consumers, as the workers of Kafka Connect are one: it joins, and says no more. */
final class ForeignMember implements AutoCloseable {
    private static final short ANSWERED_AT_ONCE = 3; // later versions have members ask for an id first

    private final Socket socket;

    private ForeignMember(Socket socket) {
        this.socket = socket;
    }

    static ForeignMember join(String group, String protocolType) throws IOException {
        String[] address = TestKafka.bootstrapServers().split(":", 2);
        ForeignMember member = new ForeignMember(new Socket(address[0], Integer.parseInt(address[1])));
        Errors answer = member.join(new JoinGroupRequestData()
                .setGroupId(group)
                .setSessionTimeoutMs(30_000)
                .setRebalanceTimeoutMs(30_000)
                .setProtocolType(protocolType)
                .setProtocols(new JoinGroupRequestProtocolCollection(List.of(new JoinGroupRequestProtocol()
                                .setName("sessioned")
                                .setMetadata(new byte[0]))
                        .iterator())));
        if (answer != Errors.NONE) {
            member.close();
            throw new IOException("the group doesn't take it: " + answer);
        }
        return member;
    }

    private Errors join(JoinGroupRequestData request) throws IOException {
        RequestHeader header = new RequestHeader(ApiKeys.JOIN_GROUP, ANSWERED_AT_ONCE, "connect-1", 1);
        byte[] bytes = Utils.toArray(
                new JoinGroupRequest.Builder(request).build(ANSWERED_AT_ONCE).serializeWithHeader(header));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(bytes.length);
        out.write(bytes);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
        return ((JoinGroupResponse) AbstractResponse.parseResponse(answer, header)).error();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
