// SPDX-License-Identifier: GPL-2.0-or-later
// One end of a TLS connection by Java's own implementation (SunJSSE), with everything that it still has and no longer allows.
//
// usage: java TlsPeer.java server PORT PROTOCOLS SUITES KEYSTORE
//        java TlsPeer.java client ADDRESS:PORT PROTOCOLS SUITES
//
// PROTOCOLS, SUITES: Java's names, with commas between them; * as SUITES: all that there are. KEYSTORE: PKCS #12, password "example"; - for none.
// A server takes one connection, answers each line with the same line, and ends with it. A client sends what it reads on standard input.
// Neither looks whether a certificate can be trusted.

import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

public class TlsPeer {
    private static final char[] PASSWORD = "example".toCharArray();

    private static final TrustManager TRUSTING = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private static KeyManager[] keys(String file) throws Exception {
        if (file.equals("-")) {
            return null;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream input = new FileInputStream(file)) {
            store.load(input, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }

    private static String[] suites(String names, SSLContext context) {
        return names.equals("*") ? context.getSupportedSSLParameters().getCipherSuites() : names.split(",");
    }

    private static void copy(InputStream input, OutputStream output) throws Exception {
        byte[] bytes = new byte[4096];
        for (int length = input.read(bytes); length > 0; length = input.read(bytes)) {
            output.write(bytes, 0, length);
            output.flush();
        }
    }

    private static void serve(String[] arguments) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(arguments[4]), new TrustManager[] {TRUSTING}, null);
        try (SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(Integer.parseInt(arguments[1]))) {
            listener.setEnabledProtocols(arguments[2].split(","));
            listener.setEnabledCipherSuites(suites(arguments[3], context));
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                copy(socket.getInputStream(), socket.getOutputStream());
            }
        }
    }

    private static void connect(String[] arguments) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {TRUSTING}, null);
        String[] server = arguments[1].split(":");
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(server[0], Integer.parseInt(server[1]))) {
            socket.setEnabledProtocols(arguments[2].split(","));
            socket.setEnabledCipherSuites(suites(arguments[3], context));
            socket.startHandshake();
            copy(System.in, socket.getOutputStream());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        Security.setProperty("jdk.tls.legacyAlgorithms", "");
        Security.setProperty("jdk.certpath.disabledAlgorithms", "");
        try {
            if (arguments[0].equals("server")) {
                serve(arguments);
            } else {
                connect(arguments);
            }
        } catch (SSLException error) {
            System.err.println(error.getMessage());
        }
    }
}
