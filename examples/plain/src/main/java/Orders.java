import dev.headgate.Headgate;
import dev.headgate.api.Ack;
import dev.headgate.api.InitialOffset;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the topic {@code orders}, and prints what becomes of each. Its arguments are a broker and a group. */
public final class Orders {
    private Orders() {}

    public static void main(String[] arguments) throws Exception {
        try (Headgate headgate = Headgate.builder()
                .kafka(Map.of("bootstrap.servers", arguments[0], "group.id", arguments[1]))
                .initialOffset(InitialOffset.EARLIEST)
                .topics("orders")
                .workers(20)
                .handler(
                        new StringDeserializer(),
                        new StringDeserializer(),
                        (record, context) -> "invoice for " + record.key())
                .sink((invoice, context) -> {
                    System.out.println(invoice);
                    return Ack.now();
                })
                .start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(headgate::close));
            headgate.awaitEnd();
        }
    }
}
