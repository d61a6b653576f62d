package dev.headgate.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** The page and what it is made of, read from the jar once. Immutable. */
final class Pages {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    /** One file. */
    static final class Page {
        private final String type;
        private final byte[] body;

        Page(String type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        void answer(HttpExchange exchange) throws IOException {
            EndpointResponses.body(exchange, 200, type, body);
        }
    }

    private Pages() {}

    /** All files by their path. */
    static Map<String, Page> read() throws IOException {
        String charts = "/META-INF/resources/webjars/uplot/" + chartsVersion() + "/dist/";
        Map<String, Page> pages = new LinkedHashMap<>();
        pages.put("/", new Page("text/html; charset=utf-8", resource("index.html")));
        pages.put("/assets/headgate.css", new Page(STYLE, resource("headgate.css")));
        for (String script : new String[] {"headgate.js", "charts.js", "partitions.js", "control.js", "format.js"}) {
            pages.put("/assets/" + script, new Page(SCRIPT, resource(script)));
        }
        pages.put("/assets/uplot.js", new Page(SCRIPT, resource(charts + "uPlot.esm.js")));
        pages.put("/assets/uplot.css", new Page(STYLE, resource(charts + "uPlot.min.css")));
        pages.put("/api/openapi.json", new Page(EndpointResponses.JSON, resource("openapi.json")));
        return pages;
    }

    private static String chartsVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            properties.load(in);
        }
        return properties.getProperty("version");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = Pages.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("the resource " + name + " is missing from the jar");
        }
        return in;
    }
}
